import type { FeNode } from "./feNode.ts";
import type { SmsNode } from "./smsNode.ts";

/**
 * Takes away, on every node, what only the configuration before needed: firewall rules, ports, lines of `pg_hba.conf`, roles. It
 * waits until all of these nodes are proven, for until then each of them, or one that goes back, may still need it. Call it once,
 * after `joinCluster`, with all nodes of the program: without it, what a change has left stays open.
 */
export function retireFormer(smsNodes: readonly SmsNode[], feNodes: readonly FeNode[] = []): void {
  const proven = [...smsNodes, ...feNodes].map((node) => node.proven);
  for (const node of [...smsNodes, ...feNodes]) node.retire(proven);
}
