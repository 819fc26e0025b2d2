import { names } from "../status/report/findings/finding.ts";
import { type Cell, line, type Paint, type Style, wrapped } from "../status/show/grid.ts";
import { toneOfLevel } from "../status/show/tones.ts";
import type { Reason, Rehearsal, Standby } from "./schema.ts";

/** The rehearsal for a terminal: one line for each standby, and below it what would go wrong and what to do. */
export function table(rehearsal: Rehearsal, { width, paint }: { width: number; paint: Paint }): string[] {
  const { stack, at, level, headline, databases, others } = rehearsal;
  const when = at.replace("T", " ").replace(/\.\d+Z$/, " UTC");
  const title = `n2acd-ha ${stack}, rehearsal of a failover`;
  const show = (...cells: Cell[]): string => line(cells, width, paint);
  const reasons = (list: readonly Reason[], style: Style): string[] =>
    list.flatMap(({ from, to, port, text, todo }) => [
      ...wrapped("    • ", `${placeOf(from, to, port)}: ${text}`, style, width, paint),
      ...(todo === null ? [] : wrapped("      → ", todo, "dim", width, paint)),
    ]);
  return [
    show([title.padEnd(Math.max(title.length + 1, width - when.length)), "strong"], [when, "dim"]),
    ...wrapped(`${marks[level]} `, headline, toneOfLevel[level], width, paint),
    ...databases.flatMap(({ name, primary, standbys }) => [
      "",
      show([name, "strong"], [`  ${primary === null ? "no primary" : `primary ${primary}`}`]),
      ...(standbys.length === 0 ? [show(["  no standby to fail over to", "bad"])] : []),
      ...standbys.flatMap((standby) => {
        const [word, style] = verdict(standby);
        return [show([`  ${standby.node}  `], [word, style]), ...reasons(standby.reasons, style)];
      }),
    ]),
    ...(others.length === 0 ? [] : ["", show(["Paths that are cut besides", "strong"])]),
    ...reasons(others, "warn"),
  ];
}

const marks = { ok: "✔", degraded: "▲", critical: "✖", unknown: "?" } as const;

function verdict({ ready }: Standby): [string, Style] {
  if (ready === null) return ["not known", "unknown"];
  return ready ? ["yes, a failover to it would work now", "good"] : ["no", "bad"];
}

/** `sms-01 and fe-01 → sms-02 port 5432`. */
function placeOf(from: readonly string[], to: string | null, port: number | null): string {
  return [
    names(from),
    ...(to === null ? [] : ["→", to]),
    ...(port === null ? [] : ["port", String(port)]),
  ].join(" ");
}
