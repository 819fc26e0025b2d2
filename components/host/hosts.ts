import type * as pulumi from "@pulumi/pulumi";
import type { Config, InventoryNode } from "../../config/resolve.ts";
import { greetsFirst } from "./answers.ts";
import { explained } from "./explain.ts";
import type { Host } from "./host.ts";
import { devHost } from "./devHost.ts";
import { inventoryHost } from "./inventory.ts";

/** The hosts of a stack, in rollout order. */
export interface Hosts {
  readonly sms: readonly Host[];
  readonly fe: readonly Host[];
  /** Hosts that are gone for good and still in the inventory. They are not in the lists above. */
  readonly lost: { readonly sms: readonly Host[]; readonly fe: readonly Host[] };
}

/** The stack's hosts: those of the inventory, or in the dev stack local containers, which this function creates. */
export async function stackHosts(config: Config, privateKey?: pulumi.Output<string>): Promise<Hosts> {
  const made = await everyHost(config, privateKey);
  const there = ({ name }: Host): boolean => !config.lost.includes(name);
  const gone = (host: Host): boolean => !there(host);
  return {
    sms: made.sms.filter(there),
    fe: made.fe.filter(there),
    lost: { sms: made.sms.filter(gone), fe: made.fe.filter(gone) },
  };
}

async function everyHost(
  config: Config,
  privateKey?: pulumi.Output<string>,
): Promise<Pick<Hosts, "sms" | "fe">> {
  const { repair, adopt } = config;
  const finished = (host: Host): Host => ({
    ...explained(host),
    before: greetsFirst(host),
    repair,
    adopt: adopt[host.name],
  });
  if (config.dev === undefined) {
    const host = (node: InventoryNode): Host => finished(inventoryHost(node, privateKey));
    return { sms: config.smsNodes.map(host), fe: config.feNodes.map(host) };
  }
  // Only the dev stack needs Docker's provider: the others start without loading it.
  const { devHosts } = await import("../../dev/hosts.ts");
  const { smsNodes, feNodes, dev } = config;
  const made = devHosts({ name: "n2acd-dev", subnet: dev.subnet, smsNodes, feNodes })
    .map(devHost)
    .map(finished);
  return { sms: made.slice(0, smsNodes.length), fe: made.slice(smsNodes.length) };
}
