/** A virtual address: one node of a kind has it at a time. */
export interface Vip {
  /** Its name in keepalived's configuration and in messages. */
  readonly name: string;
  readonly address: string;
  /** The length of its network's prefix. */
  readonly prefix: number;
  /** The number of the virtual router in VRRP, 1 to 255: no other virtual router in that network has the same. */
  readonly routerId: number;
  /** The network interface that the address is put on. Default: found from the host's routes. */
  readonly interface?: string | undefined;
}

const highest = 200;

/**
 * The VRRP priority of a node for an address, both given by their index. Each address begins on another node, so that several addresses are
 * spread over the nodes. If that node fails, the address moves to the next one in the list.
 */
export function priority(node: number, vip: number, nodes: number): number {
  const rank = (((node - vip) % nodes) + nodes) % nodes;
  return Math.max(1, highest - rank);
}
