import type * as pulumi from "@pulumi/pulumi";
import { guardHold, guardLease } from "../../lib/guard.ts";
import type { Server } from "../../lib/haproxy/model.ts";
import type { guard } from "../../steps/guard.ts";
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

/** The settings of a node. They have no guard if there is no other SMS node to ask. */
export function guarded<S extends Pick<SmsSettings, "guardPort" | "guardedFailover">>(
  settings: S & { readonly smsNodes: readonly Server[] },
): S & { readonly smsNodes: readonly Server[] } {
  if (settings.smsNodes.length > 1) return settings;
  return { ...settings, guardPort: undefined, guardedFailover: undefined };
}

/** The step `guard` of a node, whichever agent it has; undefined if there are no guards. */
export function guardStep(cluster: Cluster): NodeStep<typeof guard.args> | undefined {
  const { host, smsNodes, witnesses = [], databases, failover, guardPort, healthCheckUser } = cluster;
  // Guards use the names of HAProxy's servers, because HAProxy asks by these names.
  const own = smsNodes.find(({ address }) => address === host.address);
  if (guardPort === undefined || own === undefined) return undefined;
  return {
    args: {
      node: own.name,
      listen: host.address,
      port: guardPort,
      role: healthCheckUser,
      lease: guardLease(failover),
      hold: guardHold(failover),
      database: databases,
      rival: smsNodes.filter((node) => node !== own),
      witness: witnesses,
    },
    stdin: signedSecrets(cluster.credentials),
  };
}
