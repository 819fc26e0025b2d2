import type { remote } from "@pulumi/command";
import type * as pulumi from "@pulumi/pulumi";
import { priority, type Vip } from "../lib/vips.ts";
import { aliveUri } from "../lib/haproxy/parts.ts";
import { vip } from "../steps/vip.ts";
import type { HostSteps } from "./host/steps.ts";

/** A node of a kind that has virtual addresses. */
interface Member {
  readonly vips: readonly Vip[];
  /** The node's own address. */
  readonly address: string;
  /** The addresses of all nodes of its kind, in the same order on each of them. */
  readonly all: readonly string[];
  /** The URL at which its HAProxy answers while it is alive, `http://ADDRESS:PORT`, without the path. */
  readonly alive: string;
  /** The port that users connect to. */
  readonly port: number;
  /** The port of the Apache that users need as well. */
  readonly apache: number;
  /** Whether the node is out of service, so that another node is to have the addresses. */
  readonly drained?: boolean;
  readonly after?: readonly pulumi.Resource[];
}

/** The step through which a node shares virtual addresses with the other nodes of its kind; none if there are no addresses. */
export function vipStep(steps: HostSteps, member: Member): remote.Command[] {
  const { vips, address, all, alive, port, apache, drained = false, after = [] } = member;
  if (vips.length === 0) return [];
  const args = {
    own: address,
    peer: others(address, all),
    vip: vips.map((each, i) => ({ ...each, priority: priority(all.indexOf(address), i, all.length) })),
    alive: alive + aliveUri,
    port,
    apache,
    drained,
  };
  return [steps.run(vip, { args, after })];
}

/** An argument of the step `firewall`: the other nodes, the only hosts whose keepalived packets are accepted. */
export function vipRules(vips: readonly Vip[], address: string, all: readonly string[]): string[] {
  return vips.length === 0 ? [] : others(address, all);
}

/** The packages that virtual addresses need. */
export function vipPackages(vips: readonly Vip[]): string[] {
  return vips.length === 0 ? [] : ["keepalived"];
}

function others(address: string, all: readonly string[]): string[] {
  return all.filter((other) => other !== address);
}
