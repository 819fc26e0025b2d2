import { escape } from "../../../lib/escape.ts";
import { names, span } from "../report/findings/finding.ts";
import type { Database, Finding, Node, Status, Vip } from "../schema.ts";
import { exitStatus } from "../../outcome.ts";
import { type Column, htmlTable, tag } from "./html.ts";
import { pageStyle } from "./style.ts";
import { toneOfFinding, toneOfLevel, toneOfNode, toneOfRole, toneOfService, toneOfVip } from "./tones.ts";
import { type View, viewsOf } from "./views.ts";
import { type Shown, shownPaths } from "./paths.ts";
import {
  certificateName,
  configOf,
  holderOf,
  kindOf,
  load,
  othersOf,
  short,
  summaryOf,
  workOf,
} from "./words.ts";

/**
 * The status as one self-contained HTML page: it loads no script, no font and no picture.
 *
 * @param picture the topology, as SVG.
 * @param refresh seconds after which a browser reads the file again; without it, a browser does not.
 */
export function page(status: Status, picture: string, refresh?: number): string {
  const { stack, at, level, headline, findings, databases, vips, nodes } = status;
  const when = at.replace("T", " ").replace(/\.\d+Z$/, " UTC");
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">${
    refresh === undefined ? "" : `\n<meta http-equiv="refresh" content="${refresh}">`
  }
<title>${escape(`${marks[level]} ${stack}: ${headline}`)}</title>
<style>${pageStyle}</style>
</head>
<body>
<header class="banner ${toneOfLevel[level]}" role="status" aria-label="Status: ${level}">
<span class="mark" aria-hidden="true">${marks[level]}</span>
<div><h1>${escape(headline)}</h1>
<p>stack <b>${escape(stack)}</b>, as of <time datetime="${escape(at)}">${escape(when)}</time>, status ${level}</p></div>
</header>
<main>
${section("findings", "Findings", findings.length === 0 ? "" : `<ul class="findings">${findings.map(item).join("\n")}</ul>`)}
${section("topology", "Topology", `<div class="scroll" tabindex="0" role="region" aria-label="Picture of the topology">${picture}</div>`)}
${databases.map(database).join("\n")}
${section("vips", "Virtual addresses", vips.length === 0 ? "" : htmlTable("Virtual addresses", vipColumns, vips))}
${section("views", "What the HAProxies see", htmlTable("What the HAProxies see", viewColumns, viewsOf(status)))}
${section("paths", "Paths that a failover needs", status.nodes.every(({ paths }) => paths.length === 0) ? "" : htmlTable("Paths that a failover needs", pathColumns, shownPaths(status)))}
${section("nodes", "Nodes", htmlTable("Nodes", nodeColumns(status), nodes))}
</main>
<footer>n2acd-ha, exit status ${exitStatus[level]} (0 ok, 1 degraded, 2 critical, 3 not known)</footer>
</body>
</html>
`;
}

const marks = { ok: "✔", degraded: "▲", critical: "✖", unknown: "?" } as const;

function section(id: string, title: string, content: string): string {
  if (content === "") return "";
  return `<section aria-labelledby="${id}-title" id="${id}"><h2 id="${id}-title">${escape(title)}</h2>\n${content}\n</section>`;
}

function item(finding: Finding): string {
  const { severity, kind, text, todo } = finding;
  const help = todo === null ? "" : `<p class="todo">What to do: ${escape(todo)}</p>`;
  return `<li class="${toneOfFinding(finding)}" data-kind="${escape(kind)}"><p>${tag(severity, toneOfFinding(finding))} ${escape(text)}</p>${help}</li>`;
}

function database(each: Database, i: number): string {
  const columns: Column<Database["instances"][number]>[] = [
    ["node", ({ node }) => escape(node)],
    ["role", ({ role }) => tag(role, toneOfRole(role, each))],
    ["state", (instance) => escape(workOf(instance))],
    ["timeline", ({ timeline }) => String(timeline ?? "")],
    ["sessions", ({ sessions, limit }) => load(sessions, limit)],
    ["agent", ({ agent }) => escape(agent === null ? "" : `${agent.code ?? "no answer"} ${agent.says}`)],
    ["running", ({ running }) => (running === null ? "" : span(running))],
  ];
  const summary = `<p>${escape(summaryOf(each))}</p>`;
  return section(
    `database-${i + 1}`,
    `Database ${each.name}`,
    summary + htmlTable(`Database ${each.name}`, columns, each.instances),
  );
}

const vipColumns: readonly Column<Vip>[] = [
  ["address", ({ address, name }) => `${escape(address)} ${escape(name)}`],
  ["of", (vip) => kindOf(vip)],
  ["holder", (vip) => tag(holderOf(vip), toneOfVip(vip))],
  ["other nodes", (vip) => escape(othersOf(vip))],
  ["moves in 10 min", ({ moves }) => String(moves)],
];

const viewColumns: readonly Column<View>[] = [
  ["section", ({ section: name }) => escape(name)],
  ["server", ({ server }) => escape(server)],
  ["state", ({ state, tone }) => tag(state, tone)],
  ["why", ({ why }) => escape(why)],
  ["since", ({ changed }) => (changed === null ? "" : span(changed))],
  ["sessions", ({ sessions }) => String(sessions)],
  [
    "as seen by",
    ({ proxies }) => `<span title="${escape(proxies.join(", "))}">${escape(names(proxies))}</span>`,
  ],
];

const pathColumns: readonly Column<Shown>[] = [
  ["to", ({ to }) => escape(to)],
  ["what", ({ what }) => escape(what)],
  ["where", ({ where }) => escape(where)],
  ["state", ({ tone }) => tag(tone === "good" ? "works" : "cut", tone)],
  ["met", ({ met }) => escape(met)],
  ["from", ({ from }) => `<span title="${escape(from.join(", "))}">${escape(names(from))}</span>`],
];

function nodeColumns(status: Status): readonly Column<Node>[] {
  return [
    ["node", (node) => tag(node.name, toneOfNode(node, status))],
    [
      "HAProxy",
      ({ haproxy, versions, trouble }) =>
        trouble !== null
          ? tag("not reached", "unknown", trouble)
          : haproxy === null
            ? tag("no answer", "bad")
            : escape(`${short(versions.haproxy)}, ${configOf(haproxy)}`),
    ],
    ["sessions", ({ haproxy }) => load(haproxy?.sessions ?? null, haproxy?.limit ?? null)],
    [
      "a client reaches",
      ({ clients }) =>
        clients
          .map(({ reaches, role, trouble }) =>
            trouble === null
              ? `<span class="together">${escape(`${reaches ?? ""} ${role ?? ""}`)}</span>`
              : tag("nobody", "bad", trouble),
          )
          .join("<br>"),
    ],
    [
      "requests",
      ({ requests, certificates: [certificate] }) =>
        [
          ...requests.map(({ what, code, passes }) =>
            tag(`${what} ${code ?? "no answer"}`, passes ? "good" : "bad"),
          ),
          ...(certificate === undefined
            ? []
            : [
                tag(
                  `certificate ${certificate.days} d`,
                  certificate.days < 0 ? "bad" : "good",
                  `${certificateName(certificate)}, until ${certificate.ends}`,
                ),
              ]),
        ].join(" "),
    ],
    [
      "services",
      ({ services }) =>
        services
          .map(({ name, state }) => tag(state === "active" ? name : `${name} ${state}`, toneOfService(state)))
          .join(" "),
    ],
    ["PostgreSQL", ({ versions }) => escape(short(versions.postgresql))],
    [
      "system",
      ({ os, uptime }) =>
        escape([os ?? "", uptime === null ? "" : `up ${span(uptime)}`].filter(Boolean).join(", ")),
    ],
  ];
}
