import type { Database, Finding, Node, Path } from "../../schema.ts";
import { remedy } from "../remedy.ts";
import { finding, names } from "./finding.ts";
import { hbaFindings, isGone, isHba } from "./hba.ts";

/** A path that is cut, and the nodes from which it is cut. */
export interface Cut {
  readonly path: Path;
  readonly from: readonly string[];
}

/** Every path that is cut. Paths from and to nodes that the stack has taken out of service are left out. */
export function cutPaths(nodes: readonly Node[]): Cut[] {
  const out = new Set(nodes.filter(({ drained }) => drained).map(({ name }) => name));
  const cut = nodes
    .filter(({ name }) => !out.has(name))
    .flatMap(({ name, paths }) =>
      paths
        .filter(({ to, trouble }) => trouble !== null && !out.has(to))
        .map((path) => ({ path, from: name })),
    );
  // Quoted parts of a message, such as an address, differ from node to node, and are not compared.
  const groups = Map.groupBy(cut, ({ path: { kind, section, to, address, port, trouble } }) =>
    JSON.stringify([kind, section, to, address, port, trouble?.replaceAll(/"[^"]*"/g, "")]),
  );
  return [...groups.values()].flatMap((group) =>
    group[0] === undefined ? [] : [{ path: group[0].path, from: group.map(({ from }) => from) }],
  );
}

/** What would hinder a failover: cut paths that no other finding explains, and a pg_hba.conf without the lines of n2acd-ha. */
export function pathFindings(databases: readonly Database[], nodes: readonly Node[]): Finding[] {
  const rewritten = databases.flatMap((database) => hbaFindings(database, nodes));
  return [
    ...rewritten,
    ...cutPaths(nodes)
      .map((cut) => ({
        ...cut,
        from: cut.from.filter((name) => !explained(cut.path, name, databases, nodes)),
      }))
      .filter(({ from }) => from.length > 0)
      .filter(({ path }) => !(isHba(path) && rewritten.some((found) => isGone(found, path))))
      .map((cut) => cutFinding(cut, databases, nodes)),
  ];
}

/** Whether another finding explains it: the host is unreachable, PostgreSQL is down, or HAProxy sends nothing there. */
function explained(
  { kind, section, to, code }: Path,
  from: string,
  databases: readonly Database[],
  nodes: readonly Node[],
): boolean {
  if (code === null && nodes.some(({ name, trouble }) => name === to && trouble !== null)) return true;
  if (kind === "postgresql") return instanceAt(section, to, databases)?.role === "down";
  if (kind === "agent") return false;
  const haproxy = nodes.find(({ name }) => name === from)?.haproxy;
  return (
    haproxy?.servers.some(
      (each) => each.section === section && each.server === to && each.state === "down",
    ) === true
  );
}

function cutFinding({ path, from }: Cut, databases: readonly Database[], nodes: readonly Node[]): Finding {
  const { kind, section, to } = path;
  const database = databases.find(({ name }) => section === `Postgres-${name}`)?.name ?? null;
  const primary = instanceAt(section, to, databases)?.role === "primary";
  const clients = names(from);
  const then =
    kind === "jarvis"
      ? `so Jarvis of ${to} gets no request from ${clients}`
      : primary
        ? `and ${to} is the primary`
        : isAgents(path)
          ? `so its agent would not see it become the primary`
          : `so a failover to ${to} would fail for clients of ${clients}`;
  return finding(
    "degraded",
    `${kind}-path-cut`,
    [...from, to].filter(
      (name, i, all) => all.indexOf(name) === i && nodes.some((node) => node.name === name),
    ),
    `${database === null ? "" : `${database}: `}${clients} ${cannot(path)}: ${path.trouble ?? ""}, ${then}`,
    { todo: remedy(path), database },
  );
}

/** Says what cannot be done over this path. */
export function cannot({ kind, to, address, port, login }: Path): string {
  const where = `${to} (${address.includes(":") ? `[${address}]` : address}:${port})`;
  if (kind === "postgresql") return `cannot log in to PostgreSQL of ${where} as ${login ?? ""}`;
  return kind === "agent" ? `cannot ask the agent of ${where}` : `cannot reach Jarvis of ${where}`;
}

/** Whether this is the login of a node's agent to its own PostgreSQL. */
function isAgents({ kind, address }: Path): boolean {
  return kind === "postgresql" && address === "127.0.0.1";
}

function instanceAt(
  section: string,
  node: string,
  databases: readonly Database[],
): Database["instances"][number] | undefined {
  return databases
    .find(({ name }) => section === `Postgres-${name}`)
    ?.instances.find((each) => each.node === node);
}
