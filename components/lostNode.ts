import { remote } from "@pulumi/command";
import * as pulumi from "@pulumi/pulumi";
import { connectionOf } from "./host/connection.ts";
import { formerNames, type Host } from "./host/host.ts";

/**
 * A node that is gone for good, but still in the inventory. Nothing is run on it: its steps stay in the state exactly as
 * they are, and the state notes that they are not to be undone. Once the node is taken out of the inventory, they leave
 * the state without a word to the host. `destroy` passes it over as well.
 */
export class LostNode extends pulumi.ComponentResource {
  /** @param steps those that it has, in their order. One that it has not is noted as done, without being run. */
  constructor(
    host: Host,
    kind: "SmsNode" | "FeNode",
    steps: readonly string[],
    opts?: pulumi.ComponentResourceOptions,
  ) {
    super(`n2acd-ha:index:${kind}`, host.name, {}, pulumi.mergeOptions(opts, formerNames(host)));
    let before: remote.Command[] = [];
    for (const step of steps) {
      // A command without `create` runs nothing; where there is one in the state, that one is kept.
      const kept = new remote.Command(
        `${host.name}-${step}`,
        { connection: connectionOf(host), addPreviousOutputInEnv: false },
        { parent: this, dependsOn: before, ignoreChanges: ["*"], retainOnDelete: true },
      );
      before = [kept];
    }
    this.registerOutputs({});
  }
}
