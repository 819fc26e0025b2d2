import { remote } from "@pulumi/command";
import * as pulumi from "@pulumi/pulumi";
import { connectionOf } from "./host/connection.ts";
import { formerNames, type Host } from "./host/host.ts";

/**
 * A node that is gone for good, but still in the inventory. Nothing is run on it: its steps stay in the state unchanged, and the state
 * notes that they are not to be undone. Once the node is removed from the inventory, they are removed from the state without contact to the
 * host. `destroy` does not contact it either.
 */
export class LostNode extends pulumi.ComponentResource {
  /** @param steps the steps that the node has, in their order. A step that it does not have is recorded as done, without being run. */
  constructor(
    host: Host,
    kind: "SmsNode" | "FeNode",
    steps: readonly string[],
    opts?: pulumi.ComponentResourceOptions,
  ) {
    super(`n2acd-ha:index:${kind}`, host.name, {}, pulumi.mergeOptions(opts, formerNames(host)));
    let before: remote.Command[] = [];
    for (const step of steps) {
      // A command without `create` runs nothing. If the state has the command already, that one is kept.
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
