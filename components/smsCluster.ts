import * as pulumi from "@pulumi/pulumi";
import { stepNames } from "../steps/all.ts";
import type { Others } from "./agent/agent.ts";
import { guarded } from "./agent/guard.ts";
import type { SmsCredentials } from "./credentials.ts";
import type { FeNode } from "./feNode.ts";
import { completed, feNodes, type FrontEndsArgs } from "./frontEnds.ts";
import type { Host } from "./host/host.ts";
import { serversOf } from "./host/servers.ts";
import { LostNode } from "./lostNode.ts";
import { smsDefaults, type SmsSettings } from "./settings.ts";
import { SmsNode } from "./smsNode.ts";

/** Arguments of {@link SmsCluster}. A setting of `SmsSettings` that is left out has the guide's value. */
export interface SmsClusterArgs extends Partial<SmsSettings> {
  /** The SMS nodes, in the order in which they change. PostgreSQL has to run on each already, and Apache and Jarvis where they are used. */
  hosts: readonly Host[];
  /** Machines that can no longer be reached: nothing is run there, and nothing undone. Default: none. */
  lost?: readonly Host[];
  /** The names of SMS nodes that are out of service: no HAProxy sends new connections there. Default: none. */
  drained?: readonly string[];
  /** The front ends, with settings of their own. Default: none, or only those of `frontEndsElsewhere`. */
  frontEnds?: Omit<FrontEndsArgs, "smsNodes" | "credentials">;
  /**
   * Addresses of front ends that another program sets up with `FrontEnds`. They are admitted to Jarvis too. A port of Jarvis that they used
   * before stays open to them until the next change of the firewall. Default: none.
   */
  frontEndsElsewhere?: readonly string[];
  /**
   * Machines other than SMS nodes that a primary contacts to find out whether it is cut off, with the bundled agent or with guards.
   * Default: the front ends.
   */
  witnesses?: Others["witnesses"] | undefined;
  credentials: SmsCredentials;
}

/**
 * The SMS nodes of a cluster and their front ends, complete. The SMS nodes change one after the other: first the agents of all of them,
 * because a HAProxy that finds no agent refuses every client; then HAProxy and Jarvis. The front ends follow, batch by batch. Each is
 * proven before the next one changes. Once all are proven, what only the previous configuration needed is removed.
 *
 * This class is no resource. Its nodes are, at the top of the stack, or under the parent in `opts`, which apply to each of them.
 *
 * @throws RunError if there are no SMS nodes, if `drained` names an unknown one, or if `frontEnds` has a wrong `batch` or `canary`.
 */
export class SmsCluster {
  /** In the order of `hosts`. */
  readonly smsNodes: readonly SmsNode[];
  /** In the order of `frontEnds.hosts`. */
  readonly feNodes: readonly FeNode[];

  constructor(args: SmsClusterArgs, opts?: pulumi.ComponentResourceOptions) {
    const { hosts, lost = [], drained = [], frontEndsElsewhere = [] } = args;
    checkNames([...hosts, ...lost], drained);
    const settings = { ...smsDefaults, ...args };
    const front = completed(args.frontEnds ?? { hosts: [] });
    const smsNodes = serversOf(hosts, drained);
    const frontEnds = [
      ...front.hosts.map(({ address }) => ({ address })),
      ...frontEndsElsewhere.map((address) => ({ address, elsewhere: true })),
    ];
    const witnesses = args.witnesses ?? frontEnds.map(({ address }) => ({ address, port: front.port }));
    // Resolved at the end: after an error before that, no step runs that waits for all nodes.
    const all = Promise.withResolvers<readonly SmsNode[]>();
    const allProven = Promise.withResolvers<readonly pulumi.Resource[]>();
    const promised = { all: all.promise, allProven: allProven.promise };
    const common = guarded({ ...settings, ...promised, smsNodes, frontEnds, witnesses });
    const nodes: SmsNode[] = [];
    for (const host of hosts) nodes.push(new SmsNode(host, common, nodes.slice(-1), opts));

    // Front ends take over their port once all SMS nodes have a proven HAProxy. If they use only one SMS node, its Jarvis has to be proven
    // before that as well. Several nodes restart Jarvis one after the other, so one of them always answers.
    const used = nodes.filter(({ node }) => !drained.includes(node));
    const afterSms = [
      ...(used.length === 1 ? used.map(({ proven }) => proven) : []),
      ...nodes.slice(-1).map(({ proxyProven }) => proxyProven),
    ];
    const { credentials } = args;
    this.smsNodes = nodes;
    this.feNodes = feNodes({ ...front, ...promised, smsNodes, credentials, afterSms }, opts);
    for (const host of lost) new LostNode(host, "SmsNode", stepNames("sms", settings), opts);
    all.resolve(nodes);
    allProven.resolve([...nodes, ...this.feNodes].map(({ proven }) => proven));
  }
}

function checkNames(hosts: readonly Host[], drained: readonly string[]): void {
  const names = hosts.map(({ name }) => name);
  if (names.length === 0)
    throw new pulumi.RunError(
      "hosts: a cluster has SMS nodes; for front ends of another program's use FrontEnds",
    );
  const unknown = drained.find((name) => !names.includes(name));
  if (unknown !== undefined)
    throw new pulumi.RunError(`drained: ${unknown} is none of the SMS nodes: ${names.join(", ")}`);
}
