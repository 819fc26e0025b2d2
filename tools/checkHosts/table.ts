import { type Cell, grid, line, type Paint, type Style, wrapped } from "../status/show/grid.ts";
import { toneOfLevel } from "../status/show/tones.ts";
import type { Level } from "../outcome.ts";
import type { HostReport, Report } from "./report.ts";

const marks: Readonly<Record<Level, string>> = { ok: "✔", degraded: "▲", critical: "✖", unknown: "?" };

/** The report for a terminal: one line for each host, and the hosts' messages below all of these lines. */
export function table(report: Report, { width, paint }: { width: number; paint: Paint }): string[] {
  const when = report.at.replace("T", " ").replace(/\.\d+Z$/, " UTC");
  const title = `n2acd-ha ${report.stack}, hosts before up`;
  const show = (...cells: Cell[]): string => line(cells, width, paint);
  const told = (heading: string, style: Style, of: (host: HostReport) => readonly Told[]): string[] => {
    const lines = grouped(report.hosts, of).flatMap(({ hosts, step, text, remedy }) => [
      ...wrapped("  • ", `${hosts.join(", ")}: ${step}: ${text}`, style, width, paint),
      ...(remedy === undefined || remedy === "" ? [] : wrapped("    → ", remedy, "dim", width, paint)),
    ]);
    return lines.length === 0 ? [] : ["", show([heading, "strong"]), ...lines];
  };
  return [
    show([title.padEnd(Math.max(title.length + 1, width - when.length)), "strong"], [when, "dim"]),
    ...wrapped(`${marks[report.level]} `, report.headline, toneOfLevel[report.level], width, paint),
    "",
    ...grid([heads, ...report.hosts.map(row)], width, paint),
    ...told("up would stop", "bad", ({ problems }) => problems),
    ...told("Not known", "unknown", ({ unknowns }) => unknowns),
    ...told("Warnings", "warn", ({ warnings }) => warnings),
    ...told("What up would change", "plain", ({ changes }) => changes),
    ...told("Besides", "dim", ({ notes }) => notes),
  ];
}

const heads: readonly Cell[] = ["host", "stops", "warns", "changes", "system", "HAProxy", "PostgreSQL"].map(
  (head) => [head, "dim"],
);

function row({ name, level, facts, problems, warnings, changes }: HostReport): Cell[] {
  const roles = Object.entries(facts).flatMap(([key, value]) => (key.startsWith("port ") ? [value] : []));
  return [
    [`${marks[level]} ${name}`, toneOfLevel[level]],
    count(problems.length, "bad"),
    count(warnings.length, "warn"),
    count(changes.length, "plain"),
    [facts["os"] ?? ""],
    [facts["haproxy"] ?? ""],
    [[facts["postgresql"] ?? "", ...new Set(roles)].join(" ").trim()],
  ];
}

function count(many: number, style: Style): Cell {
  return many === 0 ? ["-", "dim"] : [String(many), style];
}

interface Told {
  readonly step: string;
  readonly text: string;
  readonly remedy?: string;
}

/** A message of several hosts is shown once, with their names. */
function grouped(
  hosts: readonly HostReport[],
  of: (host: HostReport) => readonly Told[],
): (Told & { hosts: readonly string[] })[] {
  const all = hosts.flatMap((host) => of(host).map((told) => ({ host: host.name, told })));
  const groups = Map.groupBy(all, ({ told }) => `${told.step}\t${told.text}\t${told.remedy ?? ""}`);
  return [...groups.values()].flatMap((group) => {
    const [first] = group;
    return first === undefined ? [] : [{ ...first.told, hosts: group.map(({ host }) => host) }];
  });
}
