import type { Tone } from "../../../lib/topology/model.ts";
import type { Database, Finding, Instance, Level, Node, Server, Status, Vip } from "../schema.ts";

export type { Tone } from "../../../lib/topology/model.ts";

export const toneOfLevel: Readonly<Record<Level, Tone>> = {
  ok: "good",
  degraded: "warn",
  critical: "bad",
  unknown: "unknown",
};

export function toneOfFinding({ severity }: Finding): Tone {
  return severity === "note" ? "calm" : toneOfLevel[severity];
}

/** A server for writers is normally down while its PostgreSQL is a standby, and one for readers while it is the primary. */
export function toneOfServer({ section, server, state }: Server, { databases }: Status): Tone {
  if (state === "up") return "good";
  if (state !== "down") return "calm";
  const database = databases.find(({ name }) => `Postgres-${name}` === section.replace(/-read$/, ""));
  const role = database?.instances.find(({ node }) => node === server)?.role;
  const idle = section.endsWith("-read") ? "primary" : "standby";
  return role === idle ? "calm" : "warn";
}

/** The tone of the worst finding about a node; a PostgreSQL that is down is the worst while nobody can write. */
export function toneOfNode({ name, trouble }: Node, { findings, databases }: Status): Tone {
  const stopsWriters = databases.some(
    ({ primary, instances }) =>
      primary === null && instances.some(({ node, role }) => node === name && role === "down"),
  );
  if (stopsWriters) return "bad";
  const about = findings.filter(({ nodes, kind }) => nodes.includes(name) && !onlySaidBy.has(kind));
  if (about.some(({ severity }) => severity === "critical")) return "bad";
  if (trouble !== null) return "unknown";
  return about.some(({ severity }) => severity === "degraded") ? "warn" : "good";
}

/** Kinds of findings whose nodes only report the finding. */
const onlySaidBy = new Set(["failover", "no-primary", "several-up"]);

export function toneOfService(state: string): Tone {
  if (state === "active" || state === "reloading") return "good";
  return state === "inactive" ? "calm" : "bad";
}

/** Good if one node has the address, bad if several or none have it; unknown if none was found and a node could not be read. */
export function toneOfVip({ holder, nodes }: Vip): Tone {
  if (holder !== null) return "good";
  const holders = nodes.filter(({ state }) => state === "has it").length;
  return holders === 0 && nodes.some(({ state }) => state === "unknown") ? "unknown" : "bad";
}

/** One primary is good, two are not. */
export function toneOfRole(role: Instance["role"], { instances }: Database): Tone {
  if (role !== "primary") return ({ standby: "calm", down: "bad", unknown: "unknown" } as const)[role];
  return instances.filter((each) => each.role === "primary").length === 1 ? "good" : "bad";
}
