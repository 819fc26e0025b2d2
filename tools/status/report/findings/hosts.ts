import type { Finding, Node } from "../../schema.ts";
import { finding, span } from "./finding.ts";

/** From this part of the limit on, sessions are reported as near it, while there is time left to raise it. */
const nearLimit = 0.8;

/** What is wrong with a host by itself. */
export function hostFindings(node: Node, required: readonly string[], unread: readonly string[]): Finding[] {
  const { name, trouble } = node;
  if (trouble !== null) {
    const todo =
      "See whether it runs and accepts SSH from this machine; if it is gone: docs/on-call.md, Dead node";
    return [finding("degraded", "host-unreachable", [name], `${name} cannot be read: ${trouble}`, { todo })];
  }
  return [
    ...(node.drained
      ? [finding("note", "drained", [name], `${name} is out of service: it is drained in the stack file`)]
      : []),
    ...(unread.length === 0
      ? []
      : [
          finding("degraded", "unread", [name], `${name}: not all could be read (${unread.join("; ")})`, {
            todo: `Ask again; if it stays so, log in to ${name} and see whether that part answers there`,
          }),
        ]),
    ...services(node, required),
    ...proxy(node, required.includes("haproxy")),
  ];
}

function services({ name, services: all, haproxy }: Node, required: readonly string[]): Finding[] {
  return all
    .filter((service) => required.includes(service.name))
    .flatMap((service) => {
      const { name: what, state, enabled, since } = service;
      if (!["active", "reloading"].includes(state)) {
        const severity = what === "haproxy" ? "critical" : "degraded";
        const how = state === "missing" ? "is not installed" : `does not run (${state}, ${span(since)})`;
        const todo = `On ${name}: journalctl -u ${what}, then systemctl start ${what}`;
        return [finding(severity, "service-down", [name], `${name}: ${what} ${how}`, { todo })];
      }
      const disabled = enabled
        ? []
        : [
            finding("degraded", "service-disabled", [name], `${name}: ${what} does not start at boot`, {
              todo: `On ${name}: systemctl enable ${what}, once you know who disabled it`,
            }),
          ];
      return what === "haproxy" && haproxy === null
        ? [
            ...disabled,
            finding(
              "critical",
              "proxy-silent",
              [name],
              `${name}: HAProxy runs and does not answer on its socket`,
              { todo: "docs/on-call.md, HAProxy does not run" },
            ),
          ]
        : disabled;
    });
}

function proxy({ name, haproxy }: Node, asked: boolean): Finding[] {
  if (haproxy === null || !asked) return [];
  const { config, replaced, sessions, limit, servers, queues } = haproxy;
  const waiting = queues.filter((each) => each.waiting > 0);
  const full = [
    ...(limit > 0 && sessions >= nearLimit * limit ? [`HAProxy has ${sessions} of ${limit} sessions`] : []),
    ...servers
      .filter((each) => each.limit !== null && each.sessions >= nearLimit * each.limit)
      .map((each) => `${each.section} has ${each.sessions} of ${each.limit ?? 0} sessions to ${each.server}`),
  ];
  const drift =
    "make drift shows the lines; pulumi up, or make drift REPAIR=1 first, brings back what was applied";
  return [
    ...(config === "changed"
      ? [
          finding(
            "degraded",
            "config-changed",
            [name],
            `${name}: haproxy.cfg is not as the stack applied it`,
            { todo: drift },
          ),
        ]
      : []),
    ...(config === "not loaded"
      ? [
          finding(
            "degraded",
            "config-not-loaded",
            [name],
            `${name}: HAProxy runs another configuration than is on disk`,
            {
              todo: `On ${name}: systemctl reload haproxy, and journalctl -u haproxy if it refuses`,
            },
          ),
        ]
      : []),
    ...full.map((text) =>
      finding("degraded", "sessions-near-limit", [name], `${name}: ${text}`, {
        todo: "Find who keeps them; else raise n2acd-ha:maxConnections, and PostgreSQL's max_connections before it",
      }),
    ),
    ...waiting.map((each) =>
      finding(
        "degraded",
        "clients-wait",
        [name],
        `${name}: ${each.waiting} clients of ${each.section} wait for a connection, and are refused after 4 s (${each.refused} were, so far)`,
        {
          todo: "Find who keeps the connections (pg_stat_activity); PostgreSQL's max_connections limits how many there are",
        },
      ),
    ),
    ...(replaced.length === 0
      ? []
      : [finding("note", "workers-replaced", [name], `${name}: ${workers(replaced)}`)]),
  ];
}

function workers(replaced: readonly { readonly sessions: number | null }[]): string {
  const sessions = replaced.reduce((sum, each) => sum + (each.sessions ?? 0), 0);
  const known = replaced.every((each) => each.sessions !== null);
  const who =
    replaced.length === 1
      ? "a worker that a reload has replaced"
      : `${replaced.length} workers that reloads have replaced`;
  return `${who} still ${replaced.length === 1 ? "has" : "have"} ${known ? `${sessions} sessions` : "sessions"}`;
}
