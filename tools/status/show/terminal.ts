import { printable } from "../../../lib/printable.ts";
import { names, span } from "../report/findings/finding.ts";
import type { Node, Status } from "../schema.ts";
import { type Cell, grid, line, type Paint, wrapped } from "./grid.ts";
import { toneOfFinding, toneOfLevel, toneOfNode, toneOfService, toneOfVip } from "./tones.ts";
import { viewsOf } from "./views.ts";
import { holderOf, kindOf, load, othersOf, short, summaryOf, triedOf, workOf } from "./words.ts";

/** The status for a terminal: lines no wider than `width`. */
export function terminal(status: Status, { width, paint }: { width: number; paint: Paint }): string[] {
  const { stack, at, level, headline, findings, databases, vips, nodes } = status;
  const when = at.replace("T", " ").replace(/\.\d+Z$/, " UTC");
  const tried = triedOf(nodes);
  const show = (...cells: Cell[]): string => line(cells, width, paint);
  const table = (rows: readonly (readonly Cell[])[]): string[] => grid(rows, width, paint);
  return [
    show([`n2acd-ha ${printable(stack)}`.padEnd(Math.max(0, width - when.length)), "strong"], [when, "dim"]),
    ...wrapped(`${marks[level]} `, headline, toneOfLevel[level], width, paint),
    ...findings.flatMap((finding) => [
      ...wrapped("  • ", finding.text, toneOfFinding(finding), width, paint),
      ...(finding.todo === null ? [] : wrapped("    → ", finding.todo, "dim", width, paint)),
    ]),
    ...databases.flatMap((database) => [
      "",
      show([database.name, "strong"], [`  ${summaryOf(database)}`]),
      ...table(
        database.instances.map((instance) => {
          const bad = { primary: "good", standby: "plain", down: "bad", unknown: "unknown" } as const;
          return [
            [`  ${instance.node}`],
            [instance.role, bad[instance.role]],
            [instance.sessions === null ? "" : `${load(instance.sessions, instance.limit)} sessions`],
            [workOf(instance), instance.role === "standby" && instance.streaming !== true ? "warn" : "plain"],
          ];
        }),
      ),
    ]),
    ...(vips.length === 0
      ? []
      : [
          "",
          ...table([
            ["address", "of", "holder", "other nodes"].map((title): Cell => [title, "dim"]),
            ...vips.map((vip): Cell[] => [
              [`${vip.address} ${vip.name}`],
              [kindOf(vip)],
              [holderOf(vip), toneOfVip(vip)],
              [othersOf(vip), "dim"],
            ]),
          ]),
        ]),
    "",
    ...table([
      ["HAProxy's view", "", "since", "sess", "why", "says"].map((title): Cell => [title, "dim"]),
      ...viewsOf(status).map((view, i, all): Cell[] => [
        [all[i - 1]?.section === view.section ? "" : view.section],
        [`${view.server} ${view.state}`, view.tone === "calm" ? "plain" : view.tone],
        [view.changed === null ? "" : span(view.changed)],
        [String(view.sessions)],
        [view.why],
        [names(view.proxies), "dim"],
      ]),
    ]),
    ...(tried === undefined ? [] : [show([tried.text, tried.cut === 0 ? "dim" : "warn"])]),
    "",
    ...table([
      ["node", "HAProxy", "sess", "PostgreSQL", "services", "system"].map((title): Cell => [title, "dim"]),
      ...nodes.map((node): Cell[] => [
        [node.name, toneOfNode(node, status)],
        ...(node.trouble === null ? nodeCells(node) : [[node.trouble, "unknown"] as const]),
      ]),
    ]),
  ];
}

const marks = { ok: "✔", degraded: "▲", critical: "✖", unknown: "?" } as const;

function nodeCells({ haproxy, versions, services, requests, certificates: [certificate], os }: Node): Cell[] {
  const troubled = services.filter(({ state }) => toneOfService(state) === "bad");
  const run = services.filter(({ state }) => toneOfService(state) === "good").length;
  const failing = requests.filter(({ passes }) => !passes).map(({ what }) => `${what} fails`);
  const wrong = [...troubled.map(({ name, state }) => `${name} ${state}`), ...failing];
  return [
    [haproxy === null ? "no answer" : short(versions.haproxy), haproxy === null ? "bad" : "plain"],
    [haproxy === null ? "" : load(haproxy.sessions, haproxy.limit)],
    [short(versions.postgresql)],
    [
      [`${run} run`, ...wrong, ...(certificate === undefined ? [] : [`cert ${certificate.days} d`])].join(
        ", ",
      ),
      wrong.length === 0 ? "plain" : "bad",
    ],
    [os ?? "", "dim"],
  ];
}
