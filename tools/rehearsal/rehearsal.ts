import { cutPaths } from "../status/report/findings/paths.ts";
import { names } from "../status/report/findings/finding.ts";
import type { Database, Level, Status } from "../status/schema.ts";
import { ofAnswers, ofCut, ofPaths, ofProxies, ofStandby, unread, unreadFronts } from "./reasons.ts";
import type { Reason, Rehearsal, Standby } from "./schema.ts";

/** Whether a failover to each standby would work now. Only the status is evaluated: there is no failover. */
export function rehearsalOf(status: Status): Rehearsal {
  const databases = status.databases.map((database) => {
    const primary = primaryOf(database);
    const standbys = database.instances
      .filter(({ node }) => node !== primary)
      .map(({ node }) => standbyOf(node, database, status));
    return { name: database.name, primary, standbys };
  });
  const needed = new Set(
    databases.flatMap(({ name, standbys }) =>
      standbys.flatMap(({ node }) => [`Postgres-${name} ${node}`, `jarvis ${node}`]),
    ),
  );
  const others = [
    ...unreadFronts(status),
    ...cutPaths(status.nodes)
      .filter(({ path: { section, to } }) => !needed.has(`${section} ${to}`))
      .map((cut) => ofCut(cut, status)),
  ];
  const level = levelOf(status, databases, others);
  const { stack, at } = status;
  return { version: 1, stack, at, level, headline: headline(level, databases, others), databases, others };
}

/** The primary that a failover would replace; if there are two, or none, the node that clients are sent to. */
function primaryOf({ primary, instances }: Database): string | null {
  const primaries = instances.filter(({ role }) => role === "primary").map(({ node }) => node);
  return primaries.length === 1 ? (primaries[0] ?? null) : primary;
}

function standbyOf(node: string, database: Database, status: Status): Standby {
  const at = status.nodes.find(({ name }) => name === node);
  const own = (text: string, todo: string): Reason[] => [{ from: [node], to: null, port: null, text, todo }];
  if (at?.drained === true) {
    const todo = "Remove it from drained in the stack file and run pulumi up once it may serve again";
    return { node, ready: false, reasons: own("it is drained in the stack file", todo) };
  }
  const unknown = unread(node, database, status);
  const known = [
    ...ofStandby(node, database, status),
    ...ofPaths(node, database, status),
    ...ofAnswers(node, database, status),
    ...ofProxies(node, database, status),
  ];
  return {
    node,
    ready: known.length > 0 ? false : unknown.length > 0 ? null : true,
    reasons: [...unknown, ...known],
  };
}

type Databases = Rehearsal["databases"];

function levelOf({ nodes }: Status, databases: Databases, others: readonly Reason[]): Level {
  if (nodes.length === 0 || nodes.every(({ trouble }) => trouble !== null)) return "unknown";
  const fit = (ready: boolean | null) =>
    databases.filter(({ standbys }) => standbys.some((each) => each.ready === ready));
  const none = databases.filter((each) => !fit(true).includes(each));
  if (none.some((each) => !fit(null).includes(each))) return "critical";
  if (none.length > 0) return "unknown";
  const all = databases.every(({ standbys }) => standbys.every(({ ready }) => ready === true));
  return all && others.length === 0 ? "ok" : "degraded";
}

function headline(level: Level, databases: Databases, others: readonly Reason[]): string {
  const none = databases
    .filter(({ standbys }) => standbys.every(({ ready }) => ready !== true))
    .map(({ name }) => name);
  switch (level) {
    case "ok":
      return databases.length === 0 ? "No path is cut" : "A failover to every standby would work now";
    case "unknown":
      return none.length === 0
        ? "No host could be read"
        : `${names(none)}: not known whether a failover would work`;
    case "critical":
      return `${names(none)}: a failover would not work now`;
    case "degraded": {
      const not = databases.flatMap(({ name, standbys }) =>
        standbys.filter(({ ready }) => ready !== true).map(({ node }) => `${node} (${name})`),
      );
      return not.length > 0
        ? `A failover would not work to ${names(not)}`
        : `A failover to every standby would work now, but ${others.length === 1 ? "a path is" : `${others.length} paths are`} cut`;
    }
  }
}
