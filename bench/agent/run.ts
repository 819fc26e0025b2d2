// Measures the bundled agent, one that forks psql for each check, and a bare asyncio server in one run:  node bench/agent/run.ts [ROUNDS]
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { Postgres } from "../../test/support/agent/postgres.ts";
import { type Contender, CONTENDERS, type Name } from "./contenders.ts";
import { type Figures, measure, memory } from "./measure.ts";

const ROUNDS = Number(process.argv[2] ?? 5);
const LOADS = {
  "1 client": { clients: 1, seconds: 2 },
  "8 clients": { clients: 8, seconds: 2 },
  "50 a second": { clients: 1, seconds: 6, rate: 50 },
};
type Load = keyof typeof LOADS;
const NAMES = Object.keys(CONTENDERS) as Name[];

interface Run {
  readonly round: number;
  readonly agent: Name;
  readonly load: Load;
  readonly figures: Figures;
  readonly rssMiB: number;
}
const runs: Run[] = [];
const postgres = await Postgres.primary();
try {
  for (let round = 0; round < ROUNDS; round++) {
    for (const agent of round % 2 === 0 ? NAMES : NAMES.toReversed()) {
      const contender = await CONTENDERS[agent](postgres);
      await measureAll(round, agent, contender);
      await contender.stop();
    }
  }
} finally {
  await postgres.remove();
}
report();
await writeFile(join(import.meta.dirname, "results.json"), `${JSON.stringify({ runs }, undefined, 2)}\n`);

async function measureAll(round: number, agent: Name, { port, pid }: Contender): Promise<void> {
  const processes = { agent: pid, postgres: await postgres.postmaster() };
  for (const [load, how] of Object.entries(LOADS)) {
    const figures = await measure(port, processes, how);
    runs.push({ round, agent, load: load as Load, figures, rssMiB: await memory(pid) });
  }
}

/** Prints min / median / max over the rounds for each agent, and the bundled agent's median as a multiple of each other agent's. */
function report(): void {
  const rows: [string, (figures: Figures) => number][] = [
    ["checks a second", ({ perSecond }) => perSecond],
    ["latency, median, ms", ({ medianMs }) => medianMs],
    ["latency, p99, ms", ({ p99Ms }) => p99Ms],
    ["CPU of the agent, ms a check", ({ agentCpuMs }) => agentCpuMs],
    ["CPU of PostgreSQL, ms a check", ({ postgresCpuMs }) => postgresCpuMs],
  ];
  print(`min / median / max, ${ROUNDS} rounds`, ...NAMES, ...NAMES.slice(1).map((name) => `to ${name}`));
  for (const load of Object.keys(LOADS) as Load[]) {
    print(load);
    for (const [title, pick] of rows) print(`  ${title}`, ...row(load, (run) => pick(run.figures)));
  }
  const share = ({ figures }: Run) => ((figures.agentCpuMs + figures.postgresCpuMs) * figures.perSecond) / 10;
  print("  CPU of both, % of one core", ...row("50 a second", share));
  print("  resident memory, MiB", ...row("50 a second", ({ rssMiB }) => rssMiB));
}

function row(load: Load, pick: (run: Run) => number): string[] {
  const values = NAMES.map((agent) =>
    runs
      .filter((run) => run.agent === agent && run.load === load)
      .map(pick)
      .sort((one, other) => one - other),
  );
  const [ours = NaN, ...theirs] = values.map(median);
  const cells = values.map((sorted) =>
    [sorted[0] ?? NaN, median(sorted), sorted.at(-1) ?? NaN].map(short).join(" / "),
  );
  return [...cells, ...theirs.map((one) => short(ours / one))];
}

function median(sorted: readonly number[]): number {
  return sorted[Math.floor(sorted.length / 2)] ?? NaN;
}

function short(value: number): string {
  return value >= 100 ? value.toFixed(0) : value.toPrecision(2);
}

function print(title: string, ...cells: string[]): void {
  console.log(title.padEnd(32) + cells.map((cell) => cell.padStart(24)).join(""));
}
