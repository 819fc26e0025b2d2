// Writes the results into docs/failover.md, between its two comments, and into docs/failover.svg:  node bench/failover/document.ts
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { median } from "../../test/support/median.ts";
import { plot } from "./plot.ts";
import { only, readResults, type Result } from "../../test/support/failover/records.ts";
import { cells, head } from "./report.ts";

const root = join(import.meta.dirname, "../..");
export const results = join(root, "bench/results/failover.jsonl");
const page = join(root, "docs/failover.md");
const picture = join(root, "docs/failover.svg");
const begin = "<!-- from here on by bench/failover/document.ts -->\n";
const end = "<!-- to here -->\n";

/** The files that show the results, with the text that they should have. */
export function documents(): { readonly path: string; readonly text: string }[] {
  const measured = readResults(results);
  const [before = "", rest = ""] = readFileSync(page, "utf8").split(begin);
  const after = rest.split(end)[1];
  if (after === undefined) throw new Error(`${page} lacks ${begin}or ${end}`);
  return [
    { path: page, text: `${before}${begin}${text(measured)}${end}${after}` },
    { path: picture, text: plot(measured, caption(measured)) },
  ];
}

function text(measured: readonly Result[]): string {
  const stalls = only(measured, "stall");
  const sum = (key: "held" | "cut"): number => stalls.reduce((total, stall) => total + stall[key], 0);
  return `
${markdown(head, cells(measured))}

${caption(measured)}. PostgreSQL, its agent, the guard, and all three at once stalled for 3 s, ${stalls.length} times in all:
${sum("cut")} of ${sum("held")} open sessions were cut.

What it costs while nothing happens, in per cent of a core, and the guard's memory in MiB:

${markdown(["Agent", "Node", "Guard", "Its session with PostgreSQL", "HAProxy", "Memory"], costs(measured))}

`;
}

function costs(measured: readonly Result[]): string[][] {
  return only(measured, "idle").map(({ agent, role, guard, session, haproxy, memory }) => [
    ...[agent, role, ...[guard, session, haproxy].map((value) => value.toFixed(2))],
    memory.toFixed(1),
  ]);
}

function caption(measured: readonly Result[]): string {
  const failovers = only(measured, "failover");
  const dates = failovers.map(({ date }) => date.slice(0, 10)).sort();
  const [first = "?", last = "?"] = [dates[0], dates.at(-1)];
  const machine = only(measured, "machine")[0];
  const load = failovers.length === 0 ? 0 : median(failovers.map((each) => each.load));
  return `${failovers.length} failovers on ${first}${last === first ? "" : ` to ${last}`}, ${machine?.cores ?? "?"} cores (${machine?.model ?? "?"}) for two hosts, load ${load.toFixed(1)}`;
}

function markdown(titles: readonly string[], body: readonly (readonly string[])[]): string {
  const line = (row: readonly string[]): string => `| ${row.join(" | ")} |`;
  return [line(titles), line(titles.map(() => "---")), ...body.map(line)].join("\n");
}

export function writeDocuments(): void {
  for (const { path, text: content } of documents()) writeFileSync(path, content);
}

if (import.meta.main) writeDocuments();
