import type { Agent } from "../config/agent.ts";
import { type Config, defaultSettings } from "../config/resolve.ts";
import type { Vip } from "../lib/vips.ts";
import type { FeModel, Page, SmsModel } from "../lib/haproxy/model.ts";

/** Where HAProxy answers Prometheus, and who may ask. */
export interface Metrics extends Page {
  readonly from: readonly string[];
}

interface HostSettings {
  /** Packages to install where they are missing. */
  readonly packages: readonly string[];
  /** The firewalld zone to open ports in; undefined is the host's default zone. */
  readonly zone: string | undefined;
  /** HAProxy's figures for Prometheus, and the addresses that may fetch them; undefined is no figures. */
  readonly metrics: Metrics | undefined;
  /** Public keys whose owners may see the node's status, and nothing else. */
  readonly statusKeys: readonly string[];
  /** Addresses of which each is on one node of this kind at a time. */
  readonly vips: readonly Vip[];
  /** How long a changed HAProxy has to go on serving before the next node changes. */
  readonly settle: number;
}

/** What the SMS nodes of a cluster have in common. Times in milliseconds. */
export interface SmsSettings extends Omit<SmsModel, "stack" | "smsNodes" | "check" | "alive">, HostSettings {
  readonly stats: SmsModel["stats"] & { readonly user: string };
  /** The role that the agents ask PostgreSQL as. */
  readonly healthCheckUser: string;
  /** Who tells HAProxy which node is the primary. */
  readonly agent: Agent;
  /** Let a drain take the primary, and with it all writes, out of service. */
  readonly drainPrimary: boolean;
  /** Where the front ends reach Jarvis: the port of the Apache on the SMS nodes. */
  readonly jarvisPort: number;
  /** Jarvis' own configuration file; undefined leaves Jarvis alone. */
  readonly jarvisFile: Config["jarvis"]["file"];
}

/** What the FE nodes of a cluster have in common. Times in milliseconds. */
export interface FeSettings extends Omit<FeModel, "stack" | "smsNodes" | "alive">, HostSettings {
  readonly stats: FeModel["stats"] & { readonly user: string };
  /** Take a Jarvis that refuses for no fault, while a drain has the primary, and with it all writes, out of service. */
  readonly drainPrimary: boolean;
  /** Open Apache's own ports, 81 and 444, to everybody. */
  readonly exposeApache: boolean;
  readonly exposeApacheTls: boolean;
  /** How many change at a time; the next ones wait until these are proven to serve. */
  readonly batch: number;
  /** So many change first, before the batches. */
  readonly canary: number;
}

type Settings = typeof defaultSettings;

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

/** The guide's values, corrected where it is wrong. */
export const smsDefaults: SmsSettings = smsSettings(defaultSettings);
/** The guide's values, corrected where it is wrong. */
export const feDefaults: FeSettings = feSettings(defaultSettings);
