import { z } from "zod";
import { agentOf } from "./agent.ts";
import { profileOf } from "./failover.ts";
import {
  type database,
  type devStack,
  feTls,
  type frontEndStack,
  type hostsStack,
  type node,
  settings,
  type ssh,
} from "./schema.ts";
import { devNodeAddress } from "../lib/devNetwork.ts";
import { endpointPort, withPorts } from "./view.ts";

type Settings = z.output<z.ZodObject<typeof settings>>;
type Ssh = z.output<typeof ssh>;

/** The configuration with every default in its place. Times are in milliseconds. */
export type Config = DeepReadonly<
  ReturnType<typeof resolveHosts> | ReturnType<typeof resolveFrontEnds> | ReturnType<typeof resolveDev>
>;
/** A node of the inventory. */
export type InventoryNode = Extract<Config, { dev: undefined }>["smsNodes"][number];
/** A node of the dev stack. */
export type DevNode = Exclude<Config, { dev: undefined }>["smsNodes"][number];

export type DeepReadonly<T> = T extends object ? { readonly [K in keyof T]: DeepReadonly<T[K]> } : T;

export function resolveHosts(stack: z.output<typeof hostsStack>) {
  return {
    ...resolveSettings(stack),
    dev: undefined,
    smsStack: undefined,
    smsNodes: stack.smsNodes.map((each) => resolveNode(each, stack.ssh)),
    feNodes: stack.feNodes.map((each) => resolveNode(each, stack.ssh)),
  };
}

/** What SMS nodes are configured by is another stack's, and as good as unset here. */
export function resolveFrontEnds(stack: z.output<typeof frontEndStack>) {
  const unset = z.object(settings).parse({});
  return {
    ...resolveSettings({ ...unset, ...(stack as Partial<Settings>) }),
    databases: [],
    dev: undefined,
    smsStack: stack.smsStack,
    smsNodes: [],
    feNodes: stack.feNodes.map((each) => resolveNode(each, stack.ssh)),
  };
}

export function resolveDev(stack: z.output<typeof devStack>) {
  const address = (kind: "sms" | "fe", i: number): string => devNodeAddress(stack.dev.subnet, kind, i);
  return {
    ...resolveSettings(stack),
    dev: stack.dev,
    smsStack: undefined,
    smsNodes: stack.smsNodes.map((each, i) => ({ ...each, address: address("sms", i) })),
    feNodes: stack.feNodes.map((each, i) => ({ ...each, address: address("fe", i) })),
  };
}

function resolveSettings(from: Settings) {
  const { agent, failover, databases, jarvis } = from;
  const { path, port, checkPath, tls, configFile, match, set, service } = jarvis;
  const described =
    configFile === undefined || match === undefined || set === undefined || service === undefined
      ? undefined
      : { configFile, match, set, service };
  return {
    databases: databases.map((each) => resolveDatabase(each, agent)),
    stats: from.stats,
    metrics: from.metrics,
    statusKeys: from.statusKeys,
    jarvis: { path, port, checkPath, tls, file: described },
    failover: profileOf(failover),
    failoverBudget: from.failoverBudget,
    agent: agentOf(from),
    drained: from.drained,
    drainPrimary: from.drainPrimary,
    lost: from.lost,
    healthCheck: from.healthCheck,
    firewall: from.firewall,
    fe: { ...from.fe, tls: tlsOf(from.fe.tls) },
    frontEnds: from.frontEnds,
    witnesses: from.witnesses,
    peersPort: from.peersPort,
    guard: from.guard,
    guardPort: from.guardPort,
    vips: from.vips,
    rollout: from.rollout,
    repair: from.repair,
    adopt: from.adopt,
    splitBrain: from.splitBrain,
    extraConfig: from.extraConfig,
    hardStopAfter: from.hardStopAfter,
    maxConnections: from.maxConnections,
    timeouts: from.timeouts,
    insecurelyTrustAnyHostKey: from.insecurelyTrustAnyHostKey,
  };
}

/** `true` is HTTPS with the guide's ports. */
export function tlsOf(given: Settings["fe"]["tls"]): z.output<typeof feTls> | undefined {
  if (given === false) return undefined;
  return given === true ? feTls.parse({}) : given;
}

function resolveDatabase(given: z.output<typeof database>, agent: Settings["agent"]) {
  const { name, port } = given;
  const { listenPort = port, checkPort = port } = withPorts(given, endpointPort(agent));
  return { name, port, listenPort, checkPort, readers: resolveReaders(given, agent) };
}

/** What the bundled agent answers 200 to on a good standby, or what the stack says that somebody else's does. */
function resolveReaders(
  { readListenPort, readMaxLag }: z.output<typeof database>,
  agent: Settings["agent"],
): { readonly listenPort: number; readonly checkPath: string } | undefined {
  if (readListenPort === undefined) return undefined;
  const bundled = readMaxLag === undefined ? "/replica" : `/replica?lag=${readMaxLag}`;
  const checkPath = (typeof agent === "string" ? undefined : agent.readPath) ?? bundled;
  return { listenPort: readListenPort, checkPath };
}

function resolveNode({ name, formerly, address, hostKey, ssh: own }: z.output<typeof node>, common: Ssh) {
  const user = own.user ?? common.user;
  const bastion = own.bastion ?? common.bastion;
  return {
    name,
    formerly,
    address,
    hostKey,
    ssh: {
      user,
      port: own.port ?? common.port,
      sudo: own.sudo ?? common.sudo ?? user !== "root",
      bastion:
        bastion === undefined || bastion === "none" ? undefined : { ...bastion, user: bastion.user ?? user },
    },
  };
}
