// The figures as a table, and the straight line through them.
import { table } from "../../lib/table.ts";
import type { Cost } from "./measure.ts";

export const scenarios = ["preview", "first up", "no change", "preview, no change", "one line"] as const;
export type Scenario = (typeof scenarios)[number];

export interface Run extends Cost {
  readonly scenario: Scenario;
  readonly hosts: number;
  /** SSH connections that were made, and the most at once. */
  readonly connections: number;
  readonly open: number;
  /** The size of the state afterwards. */
  readonly stateMiB: number;
}

/** Fits a line by least squares: what each host adds, what no host costs, and which part of the differences the line explains. */
export function line(points: readonly (readonly [x: number, y: number])[]): {
  slope: number;
  intercept: number;
  r2: number;
} {
  const mean = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0) / values.length;
  const [x, y] = [mean(points.map(([each]) => each)), mean(points.map(([, each]) => each))];
  const slope = mean(points.map(([a, b]) => (a - x) * (b - y))) / mean(points.map(([a]) => (a - x) ** 2));
  const intercept = y - slope * x;
  const left = mean(points.map(([a, b]) => (b - intercept - slope * a) ** 2));
  return { slope, intercept, r2: 1 - left / mean(points.map(([, b]) => (b - y) ** 2)) };
}

export function report(runs: readonly Run[]): string {
  const head = ["", "hosts", "s", "CPU s", "MiB", "connections", "at once", "state MiB"];
  const rows = scenarios.flatMap((scenario) =>
    runs
      .filter((run) => run.scenario === scenario)
      .map((run) => [
        scenario,
        String(run.hosts),
        ...[run.seconds, run.cpuSeconds, run.peakMiB].map((value) => value.toFixed(1)),
        ...[run.connections, run.open].map(String),
        run.stateMiB.toFixed(1),
      ]),
  );
  return `${table([head, ...rows])}\n\n${fits(runs)}`;
}

function fits(runs: readonly Run[]): string {
  const head = ["", "each host s", "none s", "r2", "each host CPU s", "none CPU s", "r2", "each host MiB"];
  const rows = scenarios.flatMap((scenario) => {
    const of = runs.filter((run) => run.scenario === scenario);
    if (new Set(of.map(({ hosts }) => hosts)).size < 3) return [];
    const fit = (value: (run: Run) => number) => line(of.map((run) => [run.hosts, value(run)] as const));
    const [wall, cpu, memory] = [
      fit((run) => run.seconds),
      fit((run) => run.cpuSeconds),
      fit((run) => run.peakMiB),
    ];
    const numbers = [
      ...[wall, cpu].flatMap(({ slope, intercept, r2 }) => [slope, intercept, r2]),
      memory.slope,
    ];
    return [[scenario, ...numbers.map((value) => value.toFixed(3))]];
  });
  return rows.length === 0 ? "" : table([head, ...rows]);
}
