import * as pulumi from "@pulumi/pulumi";
import type { Config } from "../config/resolve.ts";
import { boundsOf, type WorstCases } from "../lib/guard.ts";
import { readmeOf } from "../lib/readme.ts";
import { fePortsOf } from "../lib/topology/model.ts";
import type { FrontEnds } from "./frontEnds.ts";
import type { SmsCluster } from "./smsCluster.ts";

type ByNode = Readonly<Record<string, string>>;

/** What a stack reports to other programs and people. None of it is secret. */
export interface Description {
  /** `ADDRESS:PORT` by database, then node: each reaches the primary. */
  readonly endpoints: Readonly<Record<string, ByNode>>;
  /** `ADDRESS:PORT` by database, then node, of the databases that have readers: each reaches a standby if there is one. */
  readonly readEndpoints: Readonly<Record<string, ByNode>>;
  /** The front ends' URLs by node. */
  readonly fe: ByNode;
  /** The stats pages' URLs by node. */
  readonly stats: ByNode;
  /** What has to be configured in Jarvis, by node; empty if the stack does that itself. */
  readonly jarvis: ByNode;
  /** The profile and its worst cases in milliseconds. */
  readonly failover: { readonly profile: string } & WorstCases;
  readonly readme: string;
}

/** The outputs of a stack, from its configuration and its nodes. */
export function describe(
  config: Config,
  { smsNodes = [], feNodes }: Pick<FrontEnds, "feNodes"> & Partial<SmsCluster>,
): Description {
  const byNode = <N extends { readonly node: string }>(
    nodes: readonly N[],
    value: (node: N) => string,
  ): ByNode => Object.fromEntries(nodes.map((node) => [node.node, value(node)]));
  const facts = {
    stack: pulumi.getStack(),
    endpoints: Object.fromEntries(
      config.databases.map(({ name }) => [name, byNode(smsNodes, (node) => node.endpoints[name] ?? "")]),
    ),
    readEndpoints: Object.fromEntries(
      config.databases
        .filter(({ readers }) => readers !== undefined)
        .map(({ name }) => [name, byNode(smsNodes, (node) => node.readEndpoints[name] ?? "")]),
    ),
    fe: byNode(feNodes, (node) => node.url),
    stats: { ...byNode(smsNodes, (node) => node.statsUrl), ...byNode(feNodes, (node) => node.statsUrl) },
    jarvis: config.jarvis.file === undefined ? byNode(smsNodes, (node) => node.jarvisSettings) : {},
    topology: {
      smsNodes: smsNodes.map(({ node }) => node),
      feNodes: feNodes.map(({ node }) => node),
      smsStack: config.smsStack,
      databases: config.databases,
      fePorts: fePortsOf(config.fe.port, config.fe.tls?.port),
      vips: config.vips,
    },
    profile: config.failover.profile,
    bounds: boundsOf(config.failover, config.guard),
  };
  const { endpoints, readEndpoints, fe, stats, jarvis, profile, bounds } = facts;
  return {
    endpoints,
    readEndpoints,
    fe,
    stats,
    jarvis,
    failover: { profile, ...bounds },
    readme: readmeOf(facts),
  };
}
