import type { Server } from "../../lib/haproxy/model.ts";
import type { Host } from "./host.ts";

/** The SMS nodes as HAProxy's servers. `drained` holds the names of those that are out of service. */
export function serversOf(nodes: readonly Host[], drained: readonly string[] = []): Server[] {
  return nodes.map(({ name, address }) => ({ name, address, drained: drained.includes(name) }));
}
