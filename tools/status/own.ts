import { pairs, type Words } from "../hosts/words.ts";
import type { Path } from "./path.ts";

// Paths that stay on a node, as its step `agent` was told. A node without that step has somebody else's agent.

/** All that can be asked of a node while the first `up` has not come to its HAProxy. */
export function ownAgents(node: string, agent: Words, databases: readonly [string, string][]): Path[] {
  const check = { method: "OPTIONS", path: "/", tls: false };
  const address = agent.one("listen") ?? "127.0.0.1";
  return checked(agent, databases).map(({ section, checkPort: port }) => ({
    kind: "agent",
    section,
    to: node,
    address,
    port,
    check,
  }));
}

/** How the agent itself logs in. */
export function ownLogins(
  node: string,
  agent: Words,
  databases: readonly [string, string][],
  login: string,
): Path[] {
  return checked(agent, databases).map(({ section, port }) => ({
    kind: "postgresql",
    section,
    to: node,
    address: "127.0.0.1",
    port,
    login,
  }));
}

function checked(
  agent: Words,
  databases: readonly [string, string][],
): { section: string; port: number; checkPort: number }[] {
  const ports = new Map(pairs(agent.all("check")));
  return databases.flatMap(([name, port]) => {
    const checkPort = ports.get(port);
    return checkPort === undefined
      ? []
      : [{ section: `Postgres-${name}`, port: Number(port), checkPort: Number(checkPort) }];
  });
}
