import type { Path } from "./path.ts";

interface Database {
  readonly name: string;
  readonly port: number;
}

/** Of what the step `agent` was told. */
interface Told {
  readonly listen: string | undefined;
  readonly check: readonly { readonly port: number; readonly checkPort: number }[];
}

// Paths that stay on a node, as its step `agent` was told. A node without that step has somebody else's agent.

/** All that can be asked of a node while the first `up` has not come to its HAProxy. */
export function ownAgents(node: string, agent: Told | undefined, databases: readonly Database[]): Path[] {
  const check = { method: "OPTIONS", path: "/", tls: false };
  const address = agent?.listen ?? "127.0.0.1";
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
  agent: Told | undefined,
  databases: readonly Database[],
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
  agent: Told | undefined,
  databases: readonly Database[],
): { section: string; port: number; checkPort: number }[] {
  return databases.flatMap(({ name, port }) => {
    const check = agent?.check.find((each) => each.port === port);
    return check === undefined ? [] : [{ section: `Postgres-${name}`, port, checkPort: check.checkPort }];
  });
}
