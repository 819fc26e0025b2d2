// What every key of a stack file does to a cluster that serves: how it is changed well, and what makes it fail at the first and at
// the second node. The order is that in which they are changed, one on top of the other.
import type { Node } from "../e2e/support/hosts.ts";
import { caFile, endpointPort, tlsPort } from "./endpoint.ts";
import type { Use } from "./field.ts";
import { type Obstacle, obstacles, taken } from "./obstacles.ts";

/** A change of one key, tried on hosts. */
export interface Change {
  /** Values by path in the stack file; undefined takes the key away. */
  readonly set: Readonly<Record<string, unknown>>;
  /** The nodes that it changes, in the order of the rollout. */
  readonly nodes: readonly [first: Node, second: Node];
  /** What is in the way at the first node, then at the second. Default: HAProxy refuses what it is to run. */
  readonly obstacles?: readonly [first: Obstacle, second: Obstacle];
  /** What users use while it is changed, and what they use afterwards. */
  readonly during?: Partial<Use>;
  readonly afterwards?: Partial<Use>;
  /** Shell text for both SMS nodes beforehand: what the operator sees to. */
  readonly prepared?: string;
}

/** Why a key is not changed by itself on hosts. */
export type Reason =
  /** A map whose keys have rows of their own. */
  | { readonly holds: "keys" }
  /** It is part of the change of that key. */
  | { readonly with: string }
  /** No step is told of it. */
  | { readonly reaches: "no step" }
  /** It is changed, and fails, in that test. */
  | { readonly tested: string };

export type Row = Change | Reason;

const sms = ["sms-01", "sms-02"] as const;
const fe = ["fe-01", "fe-02"] as const;
const { refused, unproven, unreachable, readOnly } = obstacles;
/** Its own restart answers 503 for a moment: what is asked of the SMS nodes' Jarvis is no part of it. */
const withoutJarvis = { paths: ["/"] };
const again = { paths: ["/", "/n2acd-fe/jarvis-agent"] };
const bothTaken = (port: number): [Obstacle, Obstacle] => [taken(port), taken(port)];
const wayIn = { tested: "test/e2e/way-in.test.ts" } as const;
const membership = { tested: "test/membership/membership.test.ts" } as const;
const forward = (from: number, to: number): string =>
  `systemctl is-active -q forward-${from} || systemd-run -q --unit=forward-${from} socat TCP-LISTEN:${from},fork,reuseaddr TCP:127.0.0.1:${to}`;

const agents: Record<string, Row> = {
  "databases[].checkPort": {
    set: { "databases[0].checkPort": 25_433 },
    nodes: sms,
    obstacles: [refused, unreachable],
  },
  agent: { set: { agent: "bundled" }, nodes: sms },
  "databases[].readListenPort": {
    set: { "databases[0].readListenPort": 25_500 },
    nodes: sms,
    obstacles: bothTaken(25_500),
  },
  "databases[].readMaxLag": { set: { "databases[0].readMaxLag": "32MB" }, nodes: sms },
  witnesses: { set: { witnesses: [{ address: "172.30.220.21", port: 7000 }] }, nodes: sms },
  "witnesses[].address": { with: "witnesses" },
  "witnesses[].port": { with: "witnesses" },
  "healthCheck.user": {
    set: { "healthCheck.user": "checker" },
    nodes: sms,
    obstacles: [readOnly, readOnly],
  },
  "agent.port": {
    set: {
      agent: { port: endpointPort, path: "/primary" },
      databases: [{ name: "ACD" }],
      witnesses: undefined,
    },
    nodes: sms,
    obstacles: [refused, unreachable],
  },
  "agent.path": { set: { "agent.path": "/leader" }, nodes: sms },
  "agent.method": { set: { "agent.method": "GET" }, nodes: sms, obstacles: [unproven, unproven] },
  "agent.readPath": {
    set: { "agent.readPath": "/replica", "databases[0].readListenPort": 25_500 },
    nodes: sms,
  },
  "agent.tls": {
    set: { agent: { port: tlsPort, path: "/primary", readPath: "/replica", tls: { caFile } } },
    nodes: sms,
  },
  "agent.tls.caFile": { with: "agent.tls" },
  "agent.tls.serverName": { set: { "agent.tls.serverName": "endpoint.example" }, nodes: sms },
  agentService: {
    set: {
      agent: undefined,
      "healthCheck.user": undefined,
      databases: [{ name: "ACD" }],
      agentService: "pgsqlchk",
    },
    nodes: sms,
  },
  agentConfigFile: { with: "agentService" },
  "healthCheck.passwordGeneration": {
    set: { "healthCheck.passwordGeneration": 2 },
    nodes: sms,
    obstacles: [readOnly, readOnly],
  },
};

const databases: Record<string, Row> = {
  "databases[].name": { set: { "databases[0].name": "MAIN" }, nodes: sms },
  "databases[].listenPort": {
    set: { "databases[0].listenPort": 15_433, "jarvis.set": "port = 15433" },
    nodes: sms,
    obstacles: [taken(15_433), taken(15_433)],
    during: { databasePorts: [15_433, 15_432], ...withoutJarvis },
    afterwards: { databasePorts: [15_433], ...again },
  },
  "databases[].port": {
    // Another instance, as far as a client can tell.
    prepared: `${forward(5433, 5432)}; ln -sf .s.PGSQL.5432 /var/run/postgresql/.s.PGSQL.5433`,
    set: { "databases[1]": { name: "SECOND", port: 5433, listenPort: 15_434, checkPort: 25_434 } },
    nodes: sms,
    obstacles: bothTaken(15_434),
  },
  // The second one goes again.
  databases: { set: { databases: [{ name: "MAIN", listenPort: 15_433 }] }, nodes: sms },
};

const pages: Record<string, Row> = {
  stats: { holds: "keys" },
  "stats.port": { set: { "stats.port": 7001 }, nodes: sms, obstacles: bothTaken(7001) },
  "stats.bind": { set: { "stats.bind": "node" }, nodes: sms },
  "stats.user": { set: { "stats.user": "operator" }, nodes: sms },
  "stats.passwordGeneration": { set: { "stats.passwordGeneration": 2 }, nodes: sms },
  metrics: { set: { metrics: { from: ["172.30.220.1"] } }, nodes: sms, obstacles: bothTaken(8405) },
  "metrics.port": { set: { "metrics.port": 8406 }, nodes: sms, obstacles: bothTaken(8406) },
  "metrics.bind": { set: { "metrics.bind": "*" }, nodes: sms },
  "metrics.from": { set: { "metrics.from": ["172.30.220.1", "172.30.220.2"] }, nodes: sms },
  "metrics.from[]": { with: "metrics.from" },
};

const fronts: Record<string, Row> = {
  jarvis: { holds: "keys" },
  "jarvis.path": { set: { "jarvis.path": "/n2acd-fe/jarvis" }, nodes: fe, obstacles: [unproven, unproven] },
  "jarvis.port": { set: { "jarvis.port": 8081 }, nodes: fe, prepared: forward(8081, 80) },
  "jarvis.checkPath": { set: { "jarvis.checkPath": "/" }, nodes: fe },
  "jarvis.set": {
    set: { "jarvis.set": "port  =  15433" },
    nodes: sms,
    during: withoutJarvis,
    afterwards: again,
  },
  "jarvis.configFile": { with: "jarvis.set" },
  "jarvis.match": { with: "jarvis.set" },
  "jarvis.service": { with: "jarvis.set" },
  fe: { holds: "keys" },
  "fe.apachePort": { set: { "fe.apachePort": 82 }, nodes: fe, obstacles: [taken(82), taken(82)] },
  "fe.port": {
    set: { "fe.port": 8080 },
    nodes: fe,
    obstacles: [taken(8080), taken(8080)],
    during: { frontPorts: [8080, 80] },
    afterwards: { frontPorts: [8080] },
  },
  "firewall.exposeApache": {
    set: { "firewall.exposeApache": true, "maxConnections.fe": 910 },
    nodes: fe,
  },
  "firewall.exposeApacheTls": {
    set: { "firewall.exposeApacheTls": true, "maxConnections.fe": 920 },
    nodes: fe,
  },
};

const proxies: Record<string, Row> = {
  failover: {
    set: {
      failover: {
        ...{ inter: 600, fastinter: 100, downinter: 300, fall: 5, rise: 2 },
        ...{ checkTimeout: 600, connectTimeout: 600, retries: 0, hurryOnError: true },
      },
    },
    nodes: sms,
    obstacles: [unproven, unproven],
  },
  ...Object.fromEntries(
    [
      "inter",
      "fastinter",
      "downinter",
      "fall",
      "rise",
      "checkTimeout",
      "connectTimeout",
      "retries",
      "hurryOnError",
    ].map((key) => [`failover.${key}`, { with: "failover" }] as const),
  ),
  failoverBudget: { reaches: "no step" },
  peersPort: { set: { peersPort: 10_001 }, nodes: sms, obstacles: bothTaken(10_001) },
  splitBrain: { set: { splitBrain: "refuse" }, nodes: sms },
  hardStopAfter: { set: { hardStopAfter: "20m" }, nodes: sms },
  maxConnections: { holds: "keys" },
  "maxConnections.sms": { set: { "maxConnections.sms": 900 }, nodes: sms },
  "maxConnections.fe": { set: { "maxConnections.fe": 900 }, nodes: fe },
  "maxConnections.server": { set: { "maxConnections.server": 90 }, nodes: sms },
  timeouts: { holds: "keys" },
  "timeouts.client": { set: { "timeouts.client": "20m" }, nodes: sms, obstacles: [unproven, unproven] },
  "timeouts.server": { set: { "timeouts.server": "20m" }, nodes: sms },
  extraConfig: { holds: "keys" },
  "extraConfig.sms": {
    set: { "extraConfig.sms": { "listen stats": ["option dontlog-normal"] } },
    nodes: sms,
  },
  "extraConfig.fe": { set: { "extraConfig.fe": { "listen stats": ["option dontlog-normal"] } }, nodes: fe },
  firewall: { holds: "keys" },
  "firewall.zone": { set: { "firewall.zone": "public", "timeouts.client": "21m" }, nodes: sms },
  frontEnds: { set: { frontEnds: ["172.30.220.30"], "timeouts.client": "22m" }, nodes: sms },
  "frontEnds[]": { with: "frontEnds" },
  drained: { set: { drained: ["sms-02"] }, nodes: sms },
  "drained[]": { with: "drained" },
  drainPrimary: { set: { drainPrimary: true, drained: undefined }, nodes: sms },
  rollout: { holds: "keys" },
  "rollout.feBatch": { reaches: "no step" },
  "rollout.feCanary": { reaches: "no step" },
  "rollout.settle": { set: { "rollout.settle": "1s" }, nodes: sms },
  repair: { set: { repair: { "sms-01-haproxy": 1, "sms-02-haproxy": 1 } }, nodes: sms },
  adopt: { tested: "test/adoption/adoption.test.ts" },
  healthCheck: { holds: "keys" },
};

const ofLogin = (path: string): Record<string, Row> =>
  Object.fromEntries(
    [
      "",
      ".user",
      ".port",
      ".sudo",
      ".bastion",
      ".bastion.address",
      ".bastion.port",
      ".bastion.user",
      ".bastion.hostKey",
    ].map((key) => [path + key, wayIn] as const),
  );

const ofNode = (kind: string): Record<string, Row> => ({
  [kind]: membership,
  ...Object.fromEntries(
    [".name", ".formerly", ".address"].map((key) => [`${kind}[]${key}`, membership] as const),
  ),
  [`${kind}[].hostKey`]: wayIn,
  ...ofLogin(`${kind}[].ssh`),
});

export const table: Readonly<Record<string, Row>> = {
  ...agents,
  ...databases,
  ...pages,
  ...fronts,
  ...proxies,
  ...ofNode("smsNodes"),
  ...ofNode("feNodes"),
  ...ofLogin("ssh"),
  sshPrivateKey: wayIn,
  insecurelyTrustAnyHostKey: { reaches: "no step" },
  lost: membership,
  "lost[]": membership,
};

/** The gravest: each took a node down once, or could. */
export const worst = [
  "databases[].checkPort",
  "agent.port",
  "databases[].listenPort",
  "fe.apachePort",
  "fe.port",
];

export function isChange(row: Row): row is Change {
  return "set" in row;
}
