import { remote } from "@pulumi/command";
import * as pulumi from "@pulumi/pulumi";
import type { Config } from "../config/resolve.ts";
import { connectionOf } from "./host/connection.ts";
import { formerNames, type Host } from "./host/host.ts";

/** Arguments of {@link LostNode}. */
export interface LostNodeArgs {
  /** The machine that nobody reaches any more. */
  host: Host;
  /** What the node was. */
  kind: "SmsNode" | "FeNode";
  /** The steps that it has, in their order. One that it has not is noted as done, without being run. */
  steps: readonly string[];
}

/**
 * A node that is gone for good, but still in the inventory. Nothing is run on it: its steps stay in the state exactly as
 * they are, and the state notes that they are not to be undone. Once the node is taken out of the inventory, they leave
 * the state without a word to the host. `destroy` passes it over as well.
 */
export class LostNode extends pulumi.ComponentResource {
  constructor(name: string, { host, kind, steps }: LostNodeArgs, opts?: pulumi.ComponentResourceOptions) {
    super(`n2acd-ha:index:${kind}`, name, {}, pulumi.mergeOptions(opts, formerNames(host)));
    let before: remote.Command[] = [];
    for (const step of steps) {
      // A command without `create` runs nothing; where there is one in the state, that one is kept.
      const kept = new remote.Command(
        `${name}-${step}`,
        { connection: connectionOf(host), addPreviousOutputInEnv: false },
        { parent: this, dependsOn: before, ignoreChanges: ["*"], retainOnDelete: true },
      );
      before = [kept];
    }
    this.registerOutputs({});
  }
}

/** The steps of the nodes of this stack, in their order. */
export function stepNames({
  agent,
  guard,
  jarvis,
  fe,
  metrics,
  statusKeys,
  vips,
}: Pick<Config, "agent" | "guard" | "jarvis" | "fe" | "metrics" | "statusKeys" | "vips">): {
  readonly sms: readonly string[];
  readonly fe: readonly string[];
} {
  const asked = (kind: "sms" | "fe"): string[] => [
    ...(metrics === undefined ? [] : ["metrics"]),
    ...(vips.some((vip) => vip.for === kind) ? ["vip"] : []),
    ...(statusKeys.length === 0 ? [] : ["status"]),
  ];
  return {
    sms: [
      ...["ready", "packages", "database", "firewall"],
      ...(agent.kind === "endpoint" ? [] : ["agent"]),
      ...(guard ? ["guard"] : []),
      ...["haproxy-secrets", "haproxy"],
      ...(jarvis.file === undefined ? [] : ["jarvis"]),
      ...asked("sms"),
      "retire",
    ],
    fe: [
      ...["ready", "packages", "firewall", "haproxy-secrets", "web"],
      ...(fe.tls === undefined ? [] : ["tls"]),
      ...asked("fe"),
      "retire",
    ],
  };
}
