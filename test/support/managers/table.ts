// The table of docs/patroni.md, made of what the runs recorded.
import { median } from "../median.ts";
import { tableLines } from "../lifecycle/markdown.ts";
import { lacking, type Round, type Row } from "./seen.ts";

const begin = "<!-- from here on of test/support/managers/seen.json -->\n";
const end = "<!-- to here -->\n";

const head = [
  "manager, and what answers HAProxy",
  "fault",
  "runs",
  "detect and promote: median",
  "most",
  "route: median",
  "most",
  "in all: median",
  "most",
];

/** The page with the table of these rows. */
export function withTable(page: string, seen: readonly Row[]): string {
  const [before = "", others = ""] = page.split(begin);
  const after = others.split(end)[1];
  if (after === undefined) throw new Error(`the page lacks ${begin}or ${end}`);
  const table = tableLines([head, ...seen.map(cells)]).join("\n");
  const missing = lacking(seen);
  const rest = missing.length === 0 ? "" : `\n\nNo run that passed is recorded for: ${missing.join("; ")}.`;
  return `${before}${begin}\n${table}\n\n${caption(seen)}${rest}\n\n${end}${after}`;
}

function cells({ setup, fault, rounds }: Row): string[] {
  const times = (["promoted", "routed", "all"] as const).flatMap((key) => {
    const values = rounds.map((round: Round) => round[key]);
    return [median(values), Math.max(...values)].map((seconds) => seconds.toFixed(2));
  });
  return [setup, fault, String(rounds.length), ...times];
}

function caption(seen: readonly Row[]): string {
  const dates = [...new Set(seen.map(({ date }) => date))].sort();
  const commits = [...new Set(seen.map(({ commit }) => commit))];
  const load = median(seen.flatMap(({ rounds }) => rounds.map((round) => round.load)));
  const count = seen.reduce((sum, { rounds }) => sum + rounds.length, 0);
  const routed = seen.flatMap(({ rounds }) => rounds.map((round) => round.routed));
  const route = `Over all of them, n2acd-ha's part has a median of ${median(routed).toFixed(2)} s, and ${Math.max(...routed).toFixed(2)} s at most.`;
  return `In seconds: ${count} failovers on ${dates.join(" and ")}, commit ${commits.join(" and ")}, three containers on two cores, load ${load.toFixed(1)}.\n${route}`;
}
