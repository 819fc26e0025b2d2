// What goes wrong, as shell text for a dev host.

const layout = ". /usr/lib/n2dev/layout.sh";

/** PostgreSQL's processes: EL starts it by its other name. */
const pids = "$(pgrep -x 'postgres|postmaster')";

/** Prepares a host: Debian's unit would start a killed PostgreSQL again by itself. */
export const stayDown = `${layout}
  for unit in "$PGSERVICE" postgresql@; do
    mkdir -p "/run/systemd/system/$unit.service.d"
    printf '[Service]\\nRestart=no\\n' > "/run/systemd/system/$unit.service.d/bench-stay-down.conf"
  done
  systemctl daemon-reload`;

/** PostgreSQL dies, as from `kill -9`: its ports refuse from then on. */
export const kill = `${layout}; kill -KILL "$(head -n 1 "$PGDATA/postmaster.pid")"`;

/**
 * PostgreSQL stops in its tracks; the kernel still takes connections for it. The postmaster first, but a fork of its
 * may be under way: it is looked for until nothing runs any more. A child that has ended stays a zombie: nobody reaps it.
 */
export const stopPostgres = `${layout}; kill -STOP "$(head -n 1 "$PGDATA/postmaster.pid")"
  n=0; while ps -o state= -C postgres,postmaster | grep -q '[^TZ]'; do
    kill -STOP ${pids} 2>/dev/null || true
    n=$((n + 1)); [ $n -lt 100 ] || {
      echo "PostgreSQL does not stop: $(ps -o pid=,state=,wchan=,args= -C postgres,postmaster | grep -v ' [TZ] ')" >&2
      kill -CONT ${pids}
      exit 1
    }; done`;
export const continuePostgres = `{ kill -CONT ${pids} 2>/dev/null || true; }`;

/** Whichever agent runs; bench-endpoint is that of test/support/failover/agents.ts. */
export const agentService =
  "$(for unit in pgsqlchk bench-endpoint n2acd-ha-agent; do ! systemctl is-active -q $unit || break; done; echo $unit)";
const agent = `$(systemctl show -p MainPID --value ${agentService})`;
/** The agent answers nobody; the kernel still takes connections for it. */
export const stopAgent = `kill -STOP ${agent}`;
export const continueAgent = `kill -CONT ${agent}`;

/** Packets on the network vanish, without an answer to anybody: those that come in, those that go out, or both. */
export function cut(...directions: readonly ("input" | "output")[]): string {
  const device = { input: "iifname", output: "oifname" };
  const chains = directions.map(
    (hook) => `chain ${hook} { type filter hook ${hook} priority -300; ${device[hook]} "eth0" drop; };`,
  );
  return `nft 'table inet bench_cut { ${chains.join(" ")} }'`;
}
export const mend = "nft destroy table inet bench_cut 2>/dev/null || nft delete table inet bench_cut";

/** Whatever was done to it: PostgreSQL is dead, its agent answers and the host can be reached. */
export const clear = `${continueAgent}; n=0; while [ -n "${pids}" ]; do
    kill -KILL ${pids} 2>/dev/null || true
    n=$((n + 1)); [ $n -lt 100 ] || exit 1; sleep 0.05; done
  ! nft list table inet bench_cut >/dev/null 2>&1 || nft delete table inet bench_cut`;

/** Prints the time of day in milliseconds; the hosts' clock is this machine's. */
export const now = "date +%s%3N";
