import { numeric, whole } from "../answer.ts";
import type { Looked } from "../look.ts";
import type { Database, Instance, Node } from "../schema.ts";

/** One database of the stack, on all of its nodes. */
export function databaseOf(name: string, looked: readonly Looked[], nodes: readonly Node[]): Database {
  const instances = looked
    .filter(({ question }) => question.databases.some((each) => each.name === name))
    .map((each) => instanceOf(name, each));
  const used = writersOf(name, nodes);
  const primary = only(used.map(({ server }) => server)) ?? only(reachedBy(name, nodes)) ?? null;
  const inUse = used.flatMap(({ server, changed }) => (server === primary ? (changed ?? []) : []));
  const leader = leaderOf(instances, primary);
  return {
    name,
    primary,
    timeline: leader?.timeline ?? null,
    lastFailover: leader?.promoted ?? null,
    inUse: inUse.length === 0 ? null : Math.min(...inUse),
    instances,
  };
}

/** The servers to which each HAProxy sends the writers of a database. */
export function writersOf(
  name: string,
  nodes: readonly Node[],
): { proxy: string; server: string; changed: number | null }[] {
  return nodes.flatMap(({ name: proxy, haproxy }) =>
    (haproxy?.servers ?? [])
      .filter(({ section, state }) => section === `Postgres-${name}` && state === "up")
      .map(({ server, changed }) => ({ proxy, server, changed })),
  );
}

/** The nodes that clients of each HAProxy reached: with two servers up, only HAProxy knows which one is in use. */
function reachedBy(name: string, nodes: readonly Node[]): string[] {
  return nodes.flatMap(({ clients }) =>
    clients.flatMap(({ section, reaches }) => (section === `Postgres-${name}` ? (reaches ?? []) : [])),
  );
}

/** The one name that all of them have; undefined if they differ or there are none. */
function only(names: readonly string[]): string | undefined {
  return new Set(names).size === 1 ? names[0] : undefined;
}

/** The primary according to PostgreSQL; if there are several, the one that HAProxy uses. */
function leaderOf(instances: readonly Instance[], used: string | null): Instance | undefined {
  const primaries = instances.filter(({ role }) => role === "primary");
  return primaries.find(({ node }) => node === used) ?? (primaries.length === 1 ? primaries[0] : undefined);
}

function instanceOf(name: string, { question, answer }: Looked): Instance {
  const told = answer?.databases.get(name);
  const agent = answer?.paths.find(
    ({ kind, section, to }) => kind === "agent" && section === `Postgres-${name}` && to === question.node,
  );
  const count = (key: string): number | null => whole(told?.get(key)) ?? null;
  const seconds = (key: string): number | null => numeric(told?.get(key)) ?? null;
  const role = told?.get("role");
  const standby = role === "standby";
  return {
    node: question.node,
    role: role === "primary" || role === "standby" ? role : told === undefined ? "unknown" : "down",
    trouble: told?.get("error") ?? null,
    agent: agent === undefined ? null : { code: whole(agent.answer) ?? null, says: agent.says },
    hba: hbaOf(told),
    timeline: count("timeline"),
    system: told?.get("system") ?? null,
    streaming: standby ? told?.get("receiver") === "streaming" : null,
    lagBytes: count("lag_bytes"),
    lagSeconds: seconds("lag_seconds"),
    standbys: count("standbys"),
    readOnly: role === "primary" ? told?.get("read_only") === "on" : null,
    promoted: seconds("promoted"),
    running: seconds("started"),
    sessions: count("sessions"),
    limit: count("limit"),
  };
}

function hbaOf(told: ReadonlyMap<string, string> | undefined): Instance["hba"] {
  const file = told?.get("hba_file");
  const block = told?.get("hba_block");
  if (file === undefined || block === undefined) return null;
  return {
    file,
    block: block === "there",
    lines: told?.get("hba_lines") === "yes",
    loaded: told?.get("hba_read") === "true",
    owner: told?.get("hba_owner") || null,
  };
}
