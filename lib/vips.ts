/** An address that one node of a kind has at a time. */
export interface Vip {
  /** What keepalived and people call it. */
  readonly name: string;
  readonly address: string;
  /** The length of its network's prefix. */
  readonly prefix: number;
  /** VRRP's virtual router, 1 to 255: no other pair of machines in that network has the same. */
  readonly routerId: number;
  /** Where it is put; found from the host's routes unless given. */
  readonly interface?: string | undefined;
}

const highest = 200;

/**
 * VRRP's priority of a node for an address, both by number. Each address begins with another node, so that several are shared out,
 * and goes to the next one in the list when that one fails.
 */
export function priority(node: number, vip: number, nodes: number): number {
  const rank = (((node - vip) % nodes) + nodes) % nodes;
  return Math.max(1, highest - rank);
}
