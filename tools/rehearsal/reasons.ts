import { hbaTodo } from "../status/report/findings/hba.ts";
import { type Cut, cannot, cutPaths } from "../status/report/findings/paths.ts";
import { remedy } from "../status/report/remedy.ts";
import type { Database, Node, Status } from "../status/schema.ts";
import type { Reason } from "./schema.ts";

/** Findings of the status that keep a standby from taking over. */
const kinds = new Set([
  "database-down",
  "not-streaming",
  "another-system",
  "old-timeline",
  "behind",
  "agent-wrong",
  "two-primaries",
]);

/** What the standby itself lacks. */
export function ofStandby(node: string, { name }: Database, { findings }: Status): Reason[] {
  return findings
    .filter(({ kind, database, nodes }) => kinds.has(kind) && database === name && nodes.includes(node))
    .map(({ text, todo }) => ({
      from: [node],
      to: null,
      port: null,
      text: text.slice(`${name}: `.length),
      todo,
    }));
}

const gone =
  "See whether it runs and accepts SSH from this machine; if it is gone: docs/on-call.md, Dead node";

/**
 * Why it is not known whether a failover to that node would work. Another node that no node reaches is left out, because it has no
 * clients.
 */
export function unread(node: string, { instances }: Database, { nodes }: Status): Reason[] {
  return nodes
    .filter(({ kind, drained }) => kind === "sms" && !drained)
    .filter(({ name }) => name === node || !isDead(name, nodes))
    .flatMap(({ name, trouble }): Reason[] => {
      const to = name === node ? null : node;
      if (trouble !== null)
        return [
          {
            from: [name],
            to,
            port: null,
            text: `unknown, because it cannot be read: ${trouble}`,
            todo: gone,
          },
        ];
      return to === null && instances.some((each) => each.node === node && each.role === "unknown")
        ? [
            {
              from: [name],
              to,
              port: null,
              text: "unknown, because its PostgreSQL could not be asked",
              todo: null,
            },
          ]
        : [];
    });
}

function isDead(node: string, nodes: readonly Node[]): boolean {
  const paths = nodes.flatMap((each) => each.paths.filter(({ to }) => to === node));
  return paths.length > 0 && paths.every(({ code, role }) => code === null && role === null);
}

/** Front ends of which nothing is known. A failover of a database does not depend on them. */
export function unreadFronts({ nodes }: Status): Reason[] {
  return nodes
    .filter(({ kind, trouble }) => kind === "fe" && trouble !== null)
    .map(({ name, trouble }) => ({
      from: [name],
      to: null,
      port: null,
      text: `unknown whether it reaches Jarvis, because it cannot be read: ${trouble ?? ""}`,
      todo: gone,
    }));
}

/** The paths to a node that are cut, and that a failover of the database needs. */
export function ofPaths(node: string, { name }: Database, status: Status): Reason[] {
  return cutPaths(status.nodes)
    .filter(({ path: { to, section } }) => to === node && [`Postgres-${name}`, "jarvis"].includes(section))
    .map((cut) => ofCut(cut, status));
}

export function ofCut({ path, from }: Cut, status: Status): Reason {
  const { to, port, trouble } = path;
  return {
    from: [...from],
    to,
    port,
    text: `${cannot(path)}: ${trouble ?? ""}`,
    todo: hbaTodo(path, status.findings) ?? remedy(path),
  };
}

/** Paths that reach another machine than the standby, or an agent that reports a wrong role. */
export function ofAnswers(node: string, { name, instances }: Database, { nodes }: Status): Reason[] {
  const role = instances.find((each) => each.node === node)?.role;
  if (role !== "standby") return [];
  return nodes.flatMap(({ name: from, drained, paths }) =>
    paths
      .filter(({ to, section }) => to === node && section === `Postgres-${name}` && !drained)
      .filter((path) => path.role === "primary" || (path.kind === "agent" && path.code === 200))
      .map(({ kind, address, port }) => ({
        from: [from],
        to: node,
        port,
        text: `${kind === "agent" ? "the agent says primary" : "a primary answers"} at ${address}, and ${node} is a standby`,
        todo: `See which machine has the address ${address}; then the agent of ${node}`,
      })),
  );
}

/** What each HAProxy would have to do for a failover, and does not. */
export function ofProxies(node: string, { name }: Database, { nodes }: Status): Reason[] {
  return nodes
    .filter(({ drained, trouble }) => !drained && trouble === null)
    .flatMap((proxy) => {
      const reason = (text: string, todo: string): Reason[] => [
        { from: [proxy.name], to: node, port: null, text, todo },
      ];
      if (proxy.haproxy === null)
        return reason(
          "HAProxy does not answer, so its clients get nowhere",
          `On ${proxy.name}: journalctl -u haproxy, then systemctl start haproxy`,
        );
      const section = proxy.kind === "sms" ? `Postgres-${name}` : "jarvis";
      const server = proxy.haproxy.servers.find((each) => each.section === section && each.server === node);
      if (server?.state === "out")
        return reason(
          `HAProxy has it out of service in ${section} (${server.status}), which the stack does not say`,
          `On ${proxy.name}: systemctl reload haproxy, or set it ready on its socket`,
        );
      if (server === undefined)
        return reason(
          `HAProxy does not check it: it has no server of that name in ${section}`,
          `On ${proxy.name}: make drift shows what runs there; pulumi up`,
        );
      // A cut path explains more than HAProxy's view of it. HAProxy has a standby down, but the check must have received that answer.
      const fine = proxy.kind === "fe" ? server.state === "up" : /^L7(OK|STS)/.test(server.check);
      return server.state === "unchecked" || (!fine && !isCut(proxy, section, node))
        ? reason(`HAProxy does not see it: ${server.why}`, `On ${proxy.name}: journalctl -u haproxy`)
        : [];
    });
}

function isCut({ paths }: Node, section: string, node: string): boolean {
  return paths.some((path) => path.section === section && path.to === node && path.trouble !== null);
}
