import type { z } from "zod";
import { agentOf } from "./agent.ts";
import { defaults, type devStack, type frontEndStack, type hostsStack, type settings } from "./schema.ts";
import type { database } from "./schema/databases.ts";
import type { node, ssh } from "./schema/hosts.ts";
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

/** The other stack configures the SMS nodes, so the settings for them are empty or have their defaults here. */
export function resolveFrontEnds(stack: z.output<typeof frontEndStack>) {
  return {
    ...resolveSettings({ ...defaults, ...(stack as Partial<Settings>) }),
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

/** The result has neither the `ssh` settings, which become part of each node, nor the secrets, which `load.ts` returns separately. */
function resolveSettings({
  ssh,
  sshPrivateKey,
  feCertificates,
  feNodeCertificates,
  agentService,
  agentConfigFile,
  ...from
}: Settings) {
  const { path, port, checkPath, tls, configFile, match, set, service } = from.jarvis;
  const described =
    configFile === undefined || match === undefined || set === undefined || service === undefined
      ? undefined
      : { configFile, match, set, service };
  return {
    ...from,
    databases: from.databases.map((each) => resolveDatabase(each, from.agent)),
    jarvis: { path, port, checkPath, tls, file: described },
    agent: agentOf(from.agent, agentService, agentConfigFile),
  };
}

/** The settings of a stack that sets none of them. */
export const defaultSettings: DeepReadonly<ReturnType<typeof resolveSettings>> = resolveSettings(defaults);

function resolveDatabase(given: z.output<typeof database>, agent: Settings["agent"]) {
  const { readListenPort, readMaxLag, ...rest } = given;
  const { listenPort = rest.port, checkPort = rest.port } = withPorts(given, endpointPort(agent));
  return { ...rest, listenPort, checkPort, readers: resolveReaders(given, agent) };
}

/** The path that the bundled agent answers with 200 on a good standby, or the path that the stack names for another program's agent. */
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
