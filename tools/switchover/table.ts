import { type Paint, wrapped } from "../status/show/grid.ts";
import { toneOfLevel } from "../status/show/tones.ts";
import type { Report } from "./schema.ts";

/** The result of a switchover, for a terminal. */
export function table(report: Report, { width, paint }: { width: number; paint: Paint }): string[] {
  const { level, headline, problems, outage } = report;
  return [
    ...wrapped(`${marks[level]} `, headline, toneOfLevel[level], width, paint),
    ...problems.flatMap(({ text, todo }) => [
      ...wrapped("    • ", text, level === "critical" ? "bad" : "warn", width, paint),
      ...(todo === null ? [] : wrapped("      → ", todo, "dim", width, paint)),
    ]),
    ...(outage === null ? [] : wrapped("  ", wordsOf(outage), "strong", width, paint)),
  ];
}

const marks = { ok: "✔", degraded: "▲", critical: "✖", unknown: "?" } as const;

function wordsOf({ seconds, measured, nodes }: NonNullable<Report["outage"]>): string {
  return measured === "clients"
    ? `Nobody could write for ${seconds.toFixed(1)} s, as clients of HAProxy met it: ${nodes
        .map((each) => `${each.seconds.toFixed(1)} s on ${each.node}`)
        .join(", ")}`
    : `Nobody could write for ${seconds.toFixed(1)} s, from the stop to the promotion; how long HAProxy took besides was not measured`;
}
