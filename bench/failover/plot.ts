// The figures as a picture: every run a dot on a logarithmic axis, with the median and the computed bound.
import { median } from "../lib/figures.ts";
import { boundOf, profileNames } from "./bounds.ts";
import { type Measured, secondsOf } from "./report.ts";
import { type Fault, faults } from "./trial.ts";

const width = 760;
const left = 250;
const right = 24;
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
const [from, to] = [0.08, 30];

const x = (seconds: number): number =>
  left + ((width - left - right) * Math.log(Math.max(seconds, from) / from)) / Math.log(to / from);

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
  const body = [
    text(16, 26, "From a writable primary to the first row written through port 15432", "title"),
    text(16, 44, caption, "small"),
    ...decades.flatMap((value) => [
      `<line x1="${px(x(value))}" x2="${px(x(value))}" y1="${top}" y2="${bottom}" class="grid"/>`,
      text(x(value), bottom + 16, String(value), "small middle"),
    ]),
    text((left + width - right) / 2, bottom + 34, "seconds, logarithmic", "small middle"),
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
  ];
  return `${[open(bottom + 72), ...body, "</svg>"].join("\n")}\n`;
}

const open = (height: number): string =>
  `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="Failover times of the profiles guide and fast">
<style>
  text { font: 13px system-ui, sans-serif; fill: #111827 }
  .title { font-weight: 600; font-size: 15px } .strong { font-weight: 600 } .small { font-size: 11px; fill: #4b5563 }
  .middle { text-anchor: middle } .end { text-anchor: end } .grid { stroke: #e5e7eb }
</style>
<rect width="100%" height="100%" fill="#ffffff"/>`;

function legend(y: number): string[] {
  return [
    ...[dot(left + 4, y - 4, colours.guide), text(left + 14, y, "a run with guide", "small")],
    ...[dot(left + 134, y - 4, colours.fast), text(left + 144, y, "a run with fast", "small")],
    ...[tick(left + 260, y - 4, 6, "#4b5563", 2.5, ""), text(left + 270, y, "median", "small")],
    ...[tick(left + 340, y - 4, 6, "#111827", 1.5, ""), text(left + 350, y, "computed bound", "small")],
  ];
}

/** Dots of equal values side by side rather than on top of each other. */
function spread(index: number): number {
  return ((index % 5) - 2) * 3;
}

function dot(cx: number, cy: number, colour: string): string {
  return `<circle cx="${px(cx)}" cy="${px(cy)}" r="3" fill="${colour}" fill-opacity="0.45"/>`;
}

function tick(cx: number, cy: number, half: number, colour: string, thick: number, title: string): string {
  const line = `<line x1="${px(cx)}" x2="${px(cx)}" y1="${px(cy - half)}" y2="${px(cy + half)}" stroke="${colour}" stroke-width="${thick}">`;
  return `${line}${title === "" ? "" : `<title>${title}</title>`}</line>`;
}

function text(atX: number, atY: number, content: string, style: string): string {
  return `<text x="${px(atX)}" y="${px(atY)}" class="${style}">${content}</text>`;
}

function px(value: number): string {
  return value.toFixed(1);
}
