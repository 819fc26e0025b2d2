import type { Agent } from "../config/agent.ts";
import { type Config, defaultSettings } from "../config/resolve.ts";
import type { Vip } from "../lib/vips.ts";
import type { FeModel, Page, SmsModel } from "../lib/haproxy/model.ts";

/** Where HAProxy serves its metrics to Prometheus, and the addresses that may read them. */
export interface Metrics extends Page {
  readonly from: readonly string[];
}

interface HostSettings {
  /** Packages to install where they are missing. */
  readonly packages: readonly string[];
  /** The firewalld zone in which ports are opened. If undefined, it is the host's default zone. */
  readonly zone: string | undefined;
  /** HAProxy's metrics for Prometheus, and the addresses that may read them. If undefined, there are no metrics. */
  readonly metrics: Metrics | undefined;
  /** Public keys whose owners may read the node's status, and nothing else. */
  readonly statusKeys: readonly string[];
  /** Virtual addresses: one node of this kind has each at a time. */
  readonly vips: readonly Vip[];
  /** How long a changed HAProxy has to continue to serve before the next node changes, in milliseconds. */
  readonly settle: number;
}

/** What the SMS nodes of a cluster have in common. Times in milliseconds. */
export interface SmsSettings extends Omit<SmsModel, "stack" | "smsNodes" | "check" | "alive">, HostSettings {
  readonly stats: SmsModel["stats"] & { readonly user: string };
  /** The role that the agents log in to PostgreSQL as. */
  readonly healthCheckUser: string;
  /** The program that tells HAProxy which node is the primary. */
  readonly agent: Agent;
  /** Lets a drain take the primary, and with it all writes, out of service. */
  readonly drainPrimary: boolean;
  /** The port of the Apache on the SMS nodes, through which front ends reach Jarvis. */
  readonly jarvisPort: number;
  /** Jarvis' own configuration file. If undefined, Jarvis is not changed. */
  readonly jarvisFile: Config["jarvis"]["file"];
}

/** What the FE nodes of a cluster have in common. Times in milliseconds. */
export interface FeSettings extends Omit<FeModel, "stack" | "smsNodes" | "alive">, HostSettings {
  readonly stats: FeModel["stats"] & { readonly user: string };
  /** Accepts a Jarvis that refuses requests only because a drain has the primary, and with it all writes, out of service. */
  readonly drainPrimary: boolean;
  /** Opens Apache's own port to everybody: `apachePort` for HTTP, and with `exposeApacheTls` that of its HTTPS, 444 by default. */
  readonly exposeApache: boolean;
  readonly exposeApacheTls: boolean;
  /** How many front ends change at a time. The next ones wait until these are proven to serve. */
  readonly batch: number;
  /** How many front ends change first, before the batches. */
  readonly canary: number;
}

type Settings = typeof defaultSettings;

/** The settings of the SMS nodes from a stack's configuration. `packages` are what the step `packages` installs. */
export function smsSettings(config: Settings): SmsSettings {
  const { maxConnections } = config;
  return {
    ...common(config),
    extra: config.extraConfig.sms,
    vips: config.vips.filter((vip) => vip.for === "sms"),
    packages: ["haproxy", "socat", "curl"],
    databases: config.databases,
    splitBrain: config.splitBrain,
    peersPort: config.peersPort,
    guardPort: config.guard ? config.guardPort : undefined,
    guardedFailover: config.guard ? config.failover.guarded : undefined,
    maxConnections: { clients: maxConnections.sms, server: maxConnections.server },
    healthCheckUser: config.healthCheck.user,
    agent: config.agent,
    drainPrimary: config.drainPrimary,
    jarvisPort: config.jarvis.tls?.port ?? config.jarvis.port,
    jarvisFile: config.jarvis.file,
  };
}

/** The settings of the front ends from a stack's configuration. */
export function feSettings(config: Settings): FeSettings {
  const { maxConnections, firewall, fe, rollout } = config;
  return {
    ...common(config),
    extra: config.extraConfig.fe,
    vips: config.vips.filter((vip) => vip.for === "fe"),
    ...fe,
    packages: ["haproxy", "socat", "curl", ...(fe.tls === undefined ? [] : ["openssl"])],
    maxConnections: { clients: maxConnections.fe, server: maxConnections.server },
    jarvis: config.jarvis,
    drainPrimary: config.drainPrimary,
    exposeApache: firewall.exposeApache,
    exposeApacheTls: firewall.exposeApacheTls,
    batch: rollout.feBatch,
    canary: rollout.feCanary,
  };
}

function common(config: Settings) {
  const { stats, metrics, statusKeys, failover, timeouts, hardStopAfter, firewall, rollout } = config;
  const { zone } = firewall;
  const { settle } = rollout;
  return { stats, metrics, statusKeys, failover: failover.settings, timeouts, hardStopAfter, zone, settle };
}

/** The guide's values, corrected where the guide is wrong. */
export const smsDefaults: SmsSettings = smsSettings(defaultSettings);
/** The guide's values, corrected where the guide is wrong. */
export const feDefaults: FeSettings = feSettings(defaultSettings);
