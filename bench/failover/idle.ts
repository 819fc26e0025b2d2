// What guard and checks cost on a host while nothing happens, from /proc of the processes that run there.
import type { Field } from "../../test/support/failover/field.ts";
import type { Idle } from "../../test/support/failover/records.ts";

/** Reads the scheduler's account of all threads, in nanoseconds: the ticks of /proc/PID/stat are too coarse for such short times. */
const script = (seconds: number) => `
used() { cat /proc/"$1"/task/*/schedstat | awk '{ sum += $1 } END { printf "%.0f\\n", sum }'; }
guard=$(systemctl show -p MainPID --value n2acd-ha-guard)
session=$(runuser -u postgres -- psql -qXAtc "SELECT pid FROM pg_stat_activity
  WHERE query ~ 'pg_walfile_name|n2acd_guard' AND pid <> pg_backend_pid() LIMIT 1")
haproxy=$(pgrep -x haproxy | sort -n | tail -n 1)
look() { for pid in $guard $session $haproxy; do used "$pid"; done; }
look; sleep ${seconds}; look
awk '/^VmRSS:/ { print $2 }' /proc/"$guard"/status`;

export async function idle({ agent, pair, primary }: Field, seconds: number): Promise<Idle[]> {
  return await pair.all(async (host, node) => {
    const numbers = (await host.run(script(seconds))).trim().split("\n").map(Number);
    if (numbers.length !== 7 || numbers.some(Number.isNaN))
      throw new Error(`${host.name}: guard, its session or HAProxy has no figures in /proc`);
    const percent = (at: number) =>
      (((numbers[at + 3] ?? NaN) - (numbers[at] ?? NaN)) * 100) / (1e9 * seconds);
    return {
      ...{ what: "idle", agent, node, role: node === primary ? "primary" : "standby" },
      ...{ guard: percent(0), session: percent(1), haproxy: percent(2), memory: (numbers[6] ?? NaN) / 1024 },
    };
  });
}
