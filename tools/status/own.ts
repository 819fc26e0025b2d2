import type { Path } from "./path.ts";

interface Database {
  readonly name: string;
  readonly port: number;
}

/** The arguments of the step `agent` that are used here. */
interface Told {
  readonly listen: string | undefined;
  readonly check: readonly { readonly port: number; readonly checkPort: number }[];
}

// Paths within a node, according to the arguments of its step `agent`. A node without that step has an agent of another origin.

/** The paths to the node's own agents: all that can be asked until the first `up` has configured HAProxy there. */
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

/** The paths by which the agent itself logs in to PostgreSQL. */
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
