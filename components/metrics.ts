import type { remote } from "@pulumi/command";
import * as pulumi from "@pulumi/pulumi";
import { renderMetrics } from "../lib/haproxy/metrics.ts";
import type { Server } from "../lib/haproxy/model.ts";
import { pageOnNode } from "../lib/haproxy/parts.ts";
import { metrics as metricsDefinition } from "../steps/metrics.ts";
import type { HostSteps } from "./host/steps.ts";
import type { Metrics } from "./settings.ts";
import { fromServers } from "./smsStack.ts";

interface Node {
  readonly smsNodes: readonly Server[] | pulumi.Output<readonly Server[]>;
  readonly address: string;
}

/** The step that lets Prometheus read the metrics of the node's HAProxy; none if `metrics` is undefined. */
export function metricsStep(
  steps: HostSteps,
  metrics: Metrics | undefined,
  node: Node,
  localPeer?: string,
): remote.Command[] {
  if (metrics === undefined) return [];
  return [
    steps.run(metricsDefinition, {
      args: { at: pageOnNode(metrics, node.address), localPeer },
      stdin: fromServers(node.smsNodes, (smsNodes) =>
        renderMetrics({ ...node, smsNodes, metrics, stack: pulumi.getStack() }),
      ),
    }),
  ];
}

/** Arguments of the step `firewall` that admit the Prometheus servers to HAProxy's metrics and to those on the `further` ports. */
export function metricsRules(
  metrics: Metrics | undefined,
  further: readonly number[] = [],
): { port: number; address: string }[] {
  if (metrics === undefined) return [];
  return metrics.from.flatMap((address) => [metrics.port, ...further].map((port) => ({ port, address })));
}
