// What guards cost while nothing happens:  node bench/guard/idle.ts [SECONDS] [ROUNDS] [FOLDER...]
// FOLDER: other versions of assets/guard, measured in turns with this one on the same servers.
import { readFile } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { type Guard, SOURCE } from "../../test/support/agent/guard.ts";
import type { Postgres } from "../../test/support/agent/postgres.ts";
import { memory } from "../agent/measure.ts";
import { cluster } from "./cluster.ts";

const [seconds = "20", rounds = "3", ...others] = process.argv.slice(2);
/** Finds the guards' sessions with PostgreSQL by their queries. */
const SESSION =
  "SELECT pid FROM pg_stat_activity WHERE query ~ 'pg_walfile_name|n2acd_guard' AND pid <> pg_backend_pid()";

const loopback = await cluster();
try {
  for (let round = 0; round < Number(rounds); round++) {
    for (const source of [...others, SOURCE]) await measure(source);
  }
} finally {
  await loopback.remove();
}

async function measure(source: string): Promise<void> {
  const guards = await loopback.guards(source);
  await sleep(3000);
  const sessions = await Promise.all(loopback.servers.map(sessionOf));
  const look = async (): Promise<Figures[]> =>
    await Promise.all([...guards.map(({ pid }) => pid), ...sessions].map(figures));
  const before = await look();
  await sleep(Number(seconds) * 1000);
  const after = await look();
  const each = after.map(({ cpu, turns }, at) => ({
    percent: ((cpu - (before[at]?.cpu ?? 0)) * 100) / Number(seconds),
    turns: (turns - (before[at]?.turns ?? 0)) / Number(seconds),
  }));
  const sizes = await Promise.all(guards.map((guard: Guard) => memory(guard.pid)));
  for (const [at, name] of ["primary's guard", "standby's guard", "its session", "its session"].entries()) {
    const { percent = NaN, turns = NaN } = each[at] ?? {};
    const size = sizes[at] === undefined ? "" : `, ${sizes[at].toFixed(1)} MiB`;
    console.log(
      `${source}: ${name}: ${percent.toFixed(2)} % of a core, ${turns.toFixed(0)} wake-ups a second${size}`,
    );
  }
  await Promise.all(guards.map((guard) => guard.stop()));
}

async function sessionOf(server: Postgres): Promise<number> {
  const pids = (await server.sql(SESSION)).split("\n");
  if (pids.length !== 1) throw new Error(`${pids.length} sessions of guards`);
  return Number(pids[0]);
}

interface Figures {
  /** Seconds, from the scheduler's own account: the ticks of /proc/PID/stat are too coarse for such short times. */
  readonly cpu: number;
  readonly turns: number;
}

async function figures(pid: number): Promise<Figures> {
  const [nanoseconds = ""] = (await readFile(`/proc/${pid}/schedstat`, "utf8")).split(" ");
  const status = await readFile(`/proc/${pid}/status`, "utf8");
  return {
    cpu: Number(nanoseconds) / 1e9,
    turns: Number(/^voluntary_ctxt_switches:\s+(\d+)/m.exec(status)?.[1]),
  };
}
