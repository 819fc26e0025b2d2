import { readFile } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { withChildren } from "../../test/support/agent/postgres.ts";
import { check } from "./contenders.ts";

/** CPU seconds per tick of /proc: USER_HZ, 100 on every Linux that Node runs on. */
const TICK = 0.01;

export interface Figures {
  readonly perSecond: number;
  readonly medianMs: number;
  readonly p99Ms: number;
  /** CPU time of one check: of the agent with all processes that it started, and of PostgreSQL. */
  readonly agentCpuMs: number;
  readonly postgresCpuMs: number;
}

/** Processes to account for: the agent, and PostgreSQL's main process. */
export interface Processes {
  readonly agent: number;
  readonly postgres: number;
}

/** Sends checks from `load.clients` clients for `load.seconds`, each as fast as it is answered, or at most `load.rate` a second. */
export async function measure(
  port: number,
  processes: Processes,
  load: { clients: number; seconds: number; rate?: number },
): Promise<Figures> {
  const before = await cpu(processes);
  const began = performance.now();
  const end = began + load.seconds * 1000;
  const times = (
    await Promise.all(Array.from({ length: load.clients }, () => client(port, end, load.rate)))
  ).flat();
  const seconds = (performance.now() - began) / 1000;
  // The time of a child that has ended is counted only after its parent has waited for it.
  await sleep(200);
  const after = await cpu(processes);
  times.sort((one, other) => one - other);
  const at = (share: number) => times[Math.min(times.length - 1, Math.floor(times.length * share))] ?? NaN;
  return {
    perSecond: times.length / seconds,
    medianMs: at(0.5),
    p99Ms: at(0.99),
    agentCpuMs: ((after.agent - before.agent) * 1000) / times.length,
    postgresCpuMs: ((after.postgres - before.postgres) * 1000) / times.length,
  };
}

async function client(port: number, end: number, rate?: number): Promise<number[]> {
  const times: number[] = [];
  for (;;) {
    const began = performance.now();
    if (began >= end) return times;
    const code = await check(port);
    if (code !== 200) throw new Error(`a check answered ${code}`);
    times.push(performance.now() - began);
    if (rate !== undefined) await sleep(Math.max(0, 1000 / rate - (performance.now() - began)));
  }
}

/** CPU seconds used so far by the processes, their children, and the children that have ended. */
async function cpu({ agent, postgres }: Processes): Promise<{ agent: number; postgres: number }> {
  const backends = await withChildren(postgres);
  const children = await Promise.all(backends.slice(1).map((pid) => ticks(pid, 2)));
  return {
    agent: (await ticks(agent, 4)) * TICK,
    postgres: ((await ticks(postgres, 4)) + children.reduce((sum, one) => sum + one, 0)) * TICK,
  };
}

/** The first `count` of: user, system, children's user, children's system time. */
async function ticks(pid: number, count: number): Promise<number> {
  const text = await readFile(`/proc/${pid}/stat`, "utf8").catch(() => "");
  const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
  return fields.slice(11, 11 + count).reduce((sum, field) => sum + Number(field), 0);
}

/** Resident memory, in MiB. */
export async function memory(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, "utf8");
  return Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1]) / 1024;
}
