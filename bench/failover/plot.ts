// The figures as a picture: every run a dot on a logarithmic axis, with the median and the computed bound.
import { median } from "../lib/figures.ts";
import { dot, grid, logarithmic, picture, spread, text, tick } from "../lib/svg.ts";
import { boundOf, profileNames } from "./bounds.ts";
import { type Measured, secondsOf } from "./report.ts";
import { type Fault, faults } from "./trial.ts";

const axis = { left: 250, width: 760, from: 0.08, to: 30 };
const x = logarithmic(axis);
const { left, width } = axis;
const top = 64;
const rowHeight = 34;
const groupGap = 22;
const colours = { guide: "#b45309", fast: "#0f766e" };
const titles: Readonly<Record<Fault, string>> = {
  killed: "PostgreSQL killed",
  hung: "PostgreSQL and agent hang",
  "hung-answered": "PostgreSQL hangs, agent answers",
  vanished: "host vanishes",
};
const decades = [0.1, 0.2, 0.5, 1, 2, 5, 10, 20];

export function plot(runs: readonly Measured[], caption: string): string {
  const rows = faults.flatMap((fault, group) =>
    profileNames.map((profile, index) => ({
      fault,
      profile,
      y: top + (2 * group + index + 0.5) * rowHeight + group * groupGap,
      first: index === 0,
    })),
  );
  const bottom = top + 2 * faults.length * rowHeight + (faults.length - 1) * groupGap;
  return picture(width, bottom + 72, "Failover times of the profiles guide and fast", [
    text(16, 26, "From a writable primary to the first row written through port 15432", "title"),
    text(16, 44, caption, "small"),
    ...grid(axis, decades, top, bottom, "seconds"),
    ...rows.flatMap(({ fault, profile, y, first }) => {
      const seconds = secondsOf(runs, { fault, profile });
      if (seconds.length === 0) return [];
      const [typical, bound] = [median(seconds), boundOf(profile, fault)];
      return [
        ...(first ? [text(16, y + rowHeight / 2 + 4, titles[fault], "strong")] : []),
        text(left - 14, y + 4, profile, "end"),
        ...seconds.map((value, index) => dot(x(value), y + spread(index), colours[profile])),
        tick(x(typical), y, 12, colours[profile], 2.5, `median ${typical.toFixed(2)} s`),
        tick(x(bound), y, 14, "#111827", 1.5, `bound ${bound.toFixed(2)} s`),
      ];
    }),
    ...legend(bottom + 56),
  ]);
}

function legend(y: number): string[] {
  return [
    ...[dot(left + 4, y - 4, colours.guide), text(left + 14, y, "a run with guide", "small")],
    ...[dot(left + 134, y - 4, colours.fast), text(left + 144, y, "a run with fast", "small")],
    ...[tick(left + 260, y - 4, 6, "#4b5563", 2.5, ""), text(left + 270, y, "median", "small")],
    ...[tick(left + 340, y - 4, 6, "#111827", 1.5, ""), text(left + 350, y, "computed bound", "small")],
  ];
}
