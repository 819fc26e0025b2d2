// Where failover managers run: both SMS nodes, and a third host, so that two of three are a majority.
import { type Node, nodes } from "../pair/pair.ts";
import type { TestHost } from "../exec.ts";

export const third = "fe-01";
export type Host = Node | typeof third;
export const members: readonly Host[] = [...nodes, third];

/** In the network that the managers and replication use. The dev hosts' firewall lets all of it in. */
export const network = "10.86.0.0/24";
export const addresses: Readonly<Record<Host, string>> = {
  "sms-01": "10.86.0.11",
  "sms-02": "10.86.0.12",
  [third]: "10.86.0.21",
};

export interface Hosts {
  readonly on: (host: Host) => TestHost;
}

/** Gives the third host, which replicates nothing, an address in that network. */
export async function joinThird(hosts: Hosts): Promise<void> {
  await hosts.on(third).run(`ip address replace ${addresses[third]}/24 dev eth0`);
}
