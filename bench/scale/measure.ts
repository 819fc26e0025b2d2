// Measures what a command costs, with all processes that it starts, by reading /proc ten times a second.
import { spawn } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";

export interface Cost {
  /** Until the command ended. */
  readonly seconds: number;
  /** User and system time, as of the last reading of each process. */
  readonly cpuSeconds: number;
  /** The highest memory use of all its processes together, with shared memory counted once. */
  readonly peakMiB: number;
}

const ticksPerSecond = 100;

export async function measure(argv: readonly string[], env: NodeJS.ProcessEnv): Promise<Cost> {
  const [program = "", ...args] = argv;
  const begun = performance.now();
  const child = spawn(program, args, { env, stdio: ["ignore", "pipe", "pipe"] });
  let output = "";
  for (const stream of [child.stdout, child.stderr])
    stream.on("data", (text: Buffer) => (output += text.toString()));
  const end = { status: undefined as number | null | undefined };
  child.on("close", (status) => (end.status = status));
  const cpu = new Map<number, number>();
  let peak = 0;
  while (end.status === undefined) {
    const tree = processes(child.pid ?? 0);
    for (const { pid, ticks } of tree) cpu.set(pid, ticks);
    peak = Math.max(peak, sum(tree.map(({ pid }) => share(pid))));
    await sleep(100);
  }
  if (end.status !== 0)
    throw new Error(`${argv.join(" ")} ended with ${String(end.status)}:\n${output.slice(-4000)}`);
  return {
    seconds: (performance.now() - begun) / 1000,
    cpuSeconds: sum([...cpu.values()]) / ticksPerSecond,
    peakMiB: peak / 1024,
  };
}

/** The process and all its descendants. */
function processes(root: number): { pid: number; ticks: number }[] {
  const all = readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map((name) => ({
      pid: Number(name),
      stat: read(`/proc/${name}/stat`)
        .replace(/^.*\) /, "")
        .split(" "),
    }))
    .map(({ pid, stat }) => ({ pid, parent: Number(stat[1]), ticks: Number(stat[11]) + Number(stat[12]) }));
  const found = all.filter(({ pid }) => pid === root);
  // The loop also visits the processes that it appends.
  for (const { pid } of found) found.push(...all.filter(({ parent }) => parent === pid));
  return found;
}

/** The memory of a process in KiB, with its share of memory that several processes use. */
function share(pid: number): number {
  return Number(/^Pss: +(\d+)/m.exec(read(`/proc/${pid}/smaps_rollup`))?.[1] ?? 0);
}

/** The text of a file; empty when the process has ended meanwhile. */
function read(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "";
  }
}

function sum(values: readonly number[]): number {
  return values.reduce((all, value) => all + value, 0);
}
