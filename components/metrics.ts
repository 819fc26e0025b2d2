import type { remote } from "@pulumi/command";
import * as pulumi from "@pulumi/pulumi";
import { renderMetrics } from "../lib/haproxy/metrics.ts";
import type { Server } from "../lib/haproxy/model.ts";
import { pageForStep } from "../lib/haproxy/parts.ts";
import type { HostSteps } from "./host/steps.ts";
import type { Metrics } from "./settings.ts";
import { fromServers } from "./smsStack.ts";

interface Node {
  readonly smsNodes: readonly Server[] | pulumi.Output<readonly Server[]>;
  readonly address: string;
}

/** The step that lets Prometheus ask the node's HAProxy; none where no metrics are wanted. */
export function metricsStep(
  steps: HostSteps,
  metrics: Metrics | undefined,
  node: Node,
  words: readonly string[] = [],
): remote.Command[] {
  if (metrics === undefined) return [];
  return [
    steps.run("metrics", {
      words: [`at=${pageForStep(metrics, node.address)}`, ...words],
      stdin: fromServers(node.smsNodes, (smsNodes) =>
        renderMetrics({ ...node, smsNodes, metrics, stack: pulumi.getStack() }),
      ),
    }),
  ];
}

/** Words for the step `firewall`: the Prometheus servers get to HAProxy's figures, and to those on further ports. */
export function metricsRules(metrics: Metrics | undefined, further: readonly number[] = []): string[] {
  if (metrics === undefined) return [];
  const { port, from } = metrics;
  return from.flatMap((address) => [port, ...further].map((each) => `allow=${each}:${address}`));
}
