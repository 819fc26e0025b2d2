import type * as pulumi from "@pulumi/pulumi";
import { endpoint } from "../../lib/addresses.ts";
import { guardHold, guardLease } from "../../lib/guard.ts";
import type { Server } from "../../lib/haproxy/model.ts";
import type { NodeStep } from "../host/steps.ts";
import type { SmsSettings } from "../settings.ts";
import { signedSecrets } from "./agent.ts";

interface Cluster extends Pick<SmsSettings, "guardPort" | "databases" | "failover" | "healthCheckUser"> {
  readonly host: { readonly address: string };
  readonly smsNodes: readonly Server[];
  readonly witnesses?: readonly { readonly address: string; readonly port: number }[];
  readonly credentials: {
    readonly healthCheckPassword: pulumi.Input<string>;
    readonly agentsKey?: pulumi.Input<string>;
  };
}

/** Settings of a node, without a guard where it would have no other to hear. */
export function guarded<S extends Pick<SmsSettings, "guardPort" | "guardedFailover">>(
  settings: S & { readonly smsNodes: readonly Server[] },
): S & { readonly smsNodes: readonly Server[] } {
  if (settings.smsNodes.length > 1) return settings;
  return { ...settings, guardPort: undefined, guardedFailover: undefined };
}

/** What a guard needs of its host, as the step `ready` is told. */
export function guardNeeds({ guardPort }: Pick<SmsSettings, "guardPort">): string[] {
  return guardPort === undefined ? [] : ["guard=yes", "service=n2acd-ha-guard"];
}

/** The step `guard` of a node, where there are to be guards. They stand beside whichever agent there is. */
export function guardStep(cluster: Cluster): NodeStep | undefined {
  const { host, smsNodes, witnesses = [], databases, failover, guardPort, healthCheckUser } = cluster;
  // By the names of HAProxy's servers, for that is what HAProxy asks about.
  const own = smsNodes.find(({ address }) => address === host.address);
  if (guardPort === undefined || own === undefined) return undefined;
  return {
    words: [
      `node=${own.name}`,
      `listen=${host.address}`,
      `port=${guardPort}`,
      `role=${healthCheckUser}`,
      `lease=${guardLease(failover)}`,
      `hold=${guardHold(failover)}`,
      ...databases.map(({ name, port }) => `database=${name}:${port}`),
      ...smsNodes.flatMap((node) => (node === own ? [] : [`rival=${node.name}:${node.address}`])),
      ...witnesses.map(({ address, port }) => `witness=${endpoint(address, port)}`),
    ],
    stdin: signedSecrets(cluster.credentials),
    secret: true,
    undoneWithNode: true,
  };
}
