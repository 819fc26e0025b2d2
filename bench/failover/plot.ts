// Draws the figures as a picture: each client's first row is a dot on a logarithmic axis, and a tick marks the median.
import { median } from "../../test/support/median.ts";
import { dot, grid, logarithmic, picture, spread, text, tick } from "../lib/svg.ts";
import { only, type Result } from "../../test/support/failover/records.ts";
import { secondsOf, shown } from "./report.ts";
import { courses, rows } from "../../test/support/failover/rows.ts";
import { type Target, targets, titles } from "../../test/support/failover/targets.ts";

const axis = { left: 330, width: 900, from: 0.02, to: 30 };
const x = logarithmic(axis);
const { left, width } = axis;
const top = 64;
const rowHeight = 22;
const groupGap = 16;
const colours: Readonly<Record<Target, string>> = {
  guarded: "#0f766e",
  alone: "#2563eb",
  pigsty: "#7c3aed",
  guide: "#b45309",
  libpq: "#6b7280",
};
const marks = [0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20];

export function plot(results: readonly Result[], caption: string): string {
  const all = only(results, "failover");
  const groups = rows
    .map((row) => ({ row, failovers: all.filter((each) => each.row === row) }))
    .filter(({ failovers }) => failovers.length > 0);
  const groupHeight = targets.length * rowHeight + groupGap;
  const bottom = top + groups.length * groupHeight - groupGap;
  return picture(width, bottom + 52, "Failover times with guards, and those of the rivals", [
    text(16, 26, "From a writable primary, once nobody else can hold a lease, to the first row", "title"),
    text(16, 44, caption, "small"),
    ...grid(axis, marks, top, bottom, "seconds"),
    ...groups.flatMap(({ row, failovers }, group) =>
      targets.flatMap((target, index) => {
        const y = top + group * groupHeight + (index + 0.5) * rowHeight;
        const seconds = secondsOf(failovers, target);
        const typical = median(seconds);
        const finite = seconds.filter((value) => Number.isFinite(value));
        return [
          ...(index === 0 ? [text(16, y + 4, courses[row].title, "strong")] : []),
          text(left - 14, y + 4, titles[target], "end"),
          ...finite.map((value, at) => dot(x(value), y + spread(at), colours[target])),
          Number.isFinite(typical)
            ? tick(x(typical), y, 9, colours[target], 2.5, `median ${typical.toFixed(2)} s`)
            : text(width - 28, y + 4, shown(failovers, target).replace(">", "more than"), "small end"),
        ];
      }),
    ),
  ]);
}
