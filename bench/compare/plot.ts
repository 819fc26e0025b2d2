// Draws the seconds as a picture: each run is a dot on a logarithmic axis, and a tick marks the median.
import { median } from "../../test/support/median.ts";
import { dot, grid, logarithmic, picture, spread, text, tick } from "../lib/svg.ts";
import type { Run } from "./results.ts";
import { runsOf } from "./summary.ts";
import { type Scenario, scenarios, toolNames } from "./tools.ts";

const axis = { left: 230, width: 760, from: 1, to: 500 };
const x = logarithmic(axis);
const top = 64;
const rowHeight = 22;
const groupGap = 14;
const colours = { "n2acd-ha": "#0f766e", ansible: "#b91c1c", pyinfra: "#6d28d9" };
const titles: Readonly<Record<Scenario, string>> = {
  converge: "first converge",
  "no-change": "no change",
  "one-line": "one changed line",
  drift: "drift check",
  destroy: "destroy",
};

export function plot(runs: readonly Run[], hosts: number, caption: string): string {
  const group = toolNames.length * rowHeight + groupGap;
  const bottom = top + scenarios.length * group - groupGap;
  const rows = scenarios.flatMap((scenario, i) =>
    toolNames.flatMap((tool, j) => {
      const y = top + i * group + (j + 0.5) * rowHeight;
      const seconds = runsOf(runs, { hosts, scenario, tool }).map((run) => run.seconds);
      if (seconds.length === 0) return [];
      const typical = median(seconds);
      return [
        ...(j === 1 ? [text(16, y + 4, titles[scenario], "strong")] : []),
        text(axis.left - 14, y + 4, tool, "end"),
        ...seconds.map((value, index) => dot(x(value), y + spread(index), colours[tool])),
        tick(x(typical), y, 9, colours[tool], 2.5, `median ${typical.toFixed(1)} s`),
      ];
    }),
  );
  return picture(axis.width, bottom + 48, `Seconds of n2acd-ha, Ansible and pyinfra with ${hosts} hosts`, [
    text(16, 26, "The same work by n2acd-ha, Ansible and pyinfra: runs, and their median", "title"),
    text(16, 44, caption, "small"),
    ...grid(axis, [1, 2, 5, 10, 20, 50, 100, 200, 500], top, bottom, "seconds"),
    ...rows,
  ]);
}
