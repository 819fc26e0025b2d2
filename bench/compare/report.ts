// Rewrites the tables of docs/speed.md, and docs/speed.svg, from bench/results/compare.json: node bench/compare/report.ts
// The text of docs/speed.md outside of the two marks is kept.
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { root } from "../../test/support/stack/pulumi.ts";
import { plot } from "./plot.ts";
import { readResults, type Results, type Run } from "./results.ts";
import { limit, ratio, type Row, runsOf, typical } from "./summary.ts";
import { scenarios, toolNames } from "./tools.ts";

const begin = "<!-- begin: node bench/compare/report.ts -->";
const end = "<!-- end -->";
const document = join(root, "docs/speed.md");

const results = await readResults();
const sizes = [...new Set(results.runs.map(({ hosts }) => hosts))].sort((a, b) => a - b);
const before = await readFile(document, "utf8");
const [head, rest = ""] = before.split(begin);
const tail = rest.split(end)[1] ?? "\n";
await writeFile(document, `${head}${begin}\n\n${tables(results)}\n\n${end}${tail}`);
for (const hosts of sizes) {
  const picture = join(root, `docs/speed${hosts === 4 ? "" : `-${hosts}`}.svg`);
  await writeFile(picture, plot(results.runs, hosts, `${hosts} hosts, ${caption(results)}`));
}
for (const line of missed(results.runs)) console.log(line);

function caption({ machine, runs }: Results): string {
  const days = [...new Set(runs.map(({ at }) => at.slice(0, 10)))].sort();
  return `${days.join(", ")}, ${machine}, Debian 12`;
}

function tables(all: Results): string {
  const intro = `${caption(all)}. n2acd-ha ran with ${all.providers} as Pulumi's providers.`;
  return [
    intro,
    ...sizes.flatMap((hosts) => [`### ${hosts} hosts`, times(all.runs, hosts), costs(all.runs, hosts)]),
  ].join("\n\n");
}

function times(runs: readonly Run[], hosts: number): string {
  const body = rowsOf(runs, hosts).map((row) => {
    const seconds = runsOf(runs, row).map((run) => run.seconds);
    const of = row.tool === "n2acd-ha" ? "" : share(runs, row);
    return [
      ...[row.scenario, row.tool, String(seconds.length), one(Math.min(...seconds))],
      ...[one(typical(runs, row) ?? NaN), one(Math.max(...seconds)), of],
    ];
  });
  return markdown(["scenario", "tool", "runs", "min s", "median s", "max s", "n2acd-ha takes"], body);
}

/** The time of n2acd-ha as a part of this tool's time, and the part that is allowed. */
function share(runs: readonly Run[], row: Row): string {
  const part = ratio(runs, row, row.tool);
  const asked = limit(row, row.tool);
  if (part === undefined) return "";
  return `${part.toFixed(2)}${asked === undefined ? "" : ` (asked: ${asked})`}`;
}

function costs(runs: readonly Run[], hosts: number): string {
  const body = rowsOf(runs, hosts).map((row) => {
    const of = (value: (run: Run) => number): number => typical(runs, row, value) ?? NaN;
    return [
      ...[row.scenario, row.tool, one(of((run) => run.cpuSeconds)), of((run) => run.peakMiB).toFixed(0)],
      ...[of((run) => run.connections).toFixed(0), of((run) => run.bytes / 1024).toFixed(0)],
    ];
  });
  return markdown(["scenario", "tool", "CPU s", "memory MiB", "SSH connections", "SSH KiB"], body);
}

function rowsOf(runs: readonly Run[], hosts: number): Row[] {
  return scenarios
    .flatMap((scenario) => toolNames.map((tool) => ({ hosts, scenario, tool })))
    .filter((row) => runsOf(runs, row).length > 0);
}

function missed(runs: readonly Run[]): string[] {
  return sizes.flatMap((hosts) =>
    scenarios.flatMap((scenario) =>
      (["ansible", "pyinfra"] as const).flatMap((rival) => {
        const row = { hosts, scenario };
        const [part, asked] = [ratio(runs, row, rival), limit(row, rival)];
        if (part === undefined || asked === undefined || part <= asked) return [];
        return [`${hosts} hosts, ${scenario}: ${part.toFixed(2)} of ${rival}'s time, not ${asked}`];
      }),
    ),
  );
}

function markdown(head: readonly string[], body: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(" | ")} |`;
  const rule = head.map((_, i) => (i < 2 ? "---" : "---:"));
  return [head, rule, ...body].map(line).join("\n");
}

function one(value: number): string {
  return value.toFixed(1);
}
