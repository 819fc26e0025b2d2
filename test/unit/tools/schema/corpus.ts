// Stacks by hand, good and bad, and whether an editor can see what is wrong: what no JSON Schema can say is listed so.
import { certificate } from "../../../support/certificate.ts";
import { keys, smallest } from "../../../support/samples.ts";

const portal = certificate(["portal.example.net"]);
const other = certificate(["other.example.net"]);

type Raw = Readonly<Record<string, unknown>>;
const [first, second] = smallest.smsNodes;
const login = { user: "deploy", port: 2222, sudo: true };
const bastion = { address: "jump.example.net", port: 2200, user: "hop", hostKey: keys.ed25519 };
const withNode = (change: object): Raw => ({ smsNodes: [first, { ...second, ...change }] });

export const good: Readonly<Record<string, Raw>> = {
  smallest,
  "the dev stack": {
    dev: {},
    smsNodes: [
      { name: "sms-01", flavour: "apt" },
      { name: "sms-02", flavour: "dnf" },
    ],
  },
  "two databases, readers, a bastion": {
    ...smallest,
    agent: "bundled",
    databases: [
      { name: "ACD", readListenPort: 25_440, readMaxLag: "16MB" },
      { name: "CDR", port: 5433 },
    ],
    ssh: { user: "deploy", bastion: { address: "jump.example.net", hostKey: keys.ed25519 } },
  },
  "front ends of another stack's SMS nodes": {
    smsStack: "organization/n2acd-ha/prod-sms",
    feNodes: [{ ...first, name: "fe-01" }],
    failover: "guide",
  },
  "SMS nodes for another stack's front ends": { ...smallest, frontEnds: ["10.0.0.21", "fe-02.example.net"] },
  Patroni: { ...smallest, agent: { port: 8008, path: "/primary" }, failover: { inter: "1s", fall: 4 } },
  "lines of an operator's own": {
    ...smallest,
    extraConfig: { sms: { "listen Postgres-ACD": ["balance roundrobin"], sections: ["backend x"] } },
  },
  "everything, with the vendor's agent": {
    ...smallest,
    smsNodes: [
      { ...first, formerly: "db-01", ssh: { ...login, bastion } },
      { ...second, ssh: { bastion: "none" } },
    ],
    feNodes: [
      { ...first, name: "fe-01", address: "10.0.0.21", formerly: "web-01", ssh: { ...login, bastion } },
      { ...second, name: "fe-02", address: "10.0.0.22" },
    ],
    frontEnds: ["10.0.0.23"],
    ssh: { ...login, bastion },
    sshPrivateKey: `-----BEGIN RSA PRIVATE KEY-----\nAAAA\n-----END RSA PRIVATE KEY-----\n`,
    insecurelyTrustAnyHostKey: false,
    databases: [{ name: "ACD", port: 5432, listenPort: 15_432, checkPort: 25_432 }],
    healthCheck: { user: "health_check_user", passwordGeneration: 2 },
    agent: "n2pg-aux",
    agentService: "psqlchk",
    agentConfigFile: "/etc/pgsqlchk/config.json",
    drained: ["sms-02"],
    drainPrimary: true,
    lost: ["fe-02"],
    vips: [
      { name: "web", for: "fe", address: "10.0.0.50", prefix: 24, routerId: 51, interface: "eth1" },
      { name: "jarvis", for: "sms", address: "10.0.0.51", prefix: 32, routerId: 52 },
    ],
    rollout: { feBatch: 2, feCanary: 1, settle: "30s" },
    repair: { "sms-01-haproxy": 3 },
    adopt: { "sms-01": "cfg-0123456789ab" },
    peersPort: 10_001,
    guard: false,
    guardPort: 10_002,
    failover: {
      inter: "1s",
      fastinter: 100,
      downinter: "500ms",
      fall: 3,
      rise: 2,
      checkTimeout: "1s",
      connectTimeout: "500ms",
      retries: 1,
      hurryOnError: false,
    },
    splitBrain: "refuse",
    failoverBudget: "10s",
    jarvis: {
      path: "/n2acd-fe/jarvis-agent",
      port: 8080,
      checkPath: "/alive",
      tls: { port: 8443, caFile: "/etc/pki/tls/certs/sms-ca.pem", serverName: "sms.example.net" },
      configFile: "/etc/jarvis/jarvis.conf",
      match: "^port *= *5432$",
      set: "port = 15432",
      service: "jarvis",
    },
    fe: {
      port: 8000,
      apachePort: 81,
      tls: { port: 8443, apachePort: 445, redirect: true, hsts: { maxAge: 0, includeSubDomains: true } },
    },
    feCertificates: [portal.certificate + portal.key],
    feNodeCertificates: { "fe-01": [other.certificate + other.key] },
    stats: {
      port: 7001,
      bind: "node",
      tls: { certificateFile: "/etc/pki/tls/private/page.pem" },
      user: "ops",
      passwordGeneration: 3,
    },
    metrics: {
      tls: { certificateFile: "/etc/pki/tls/private/page.pem" },
      port: 8406,
      bind: "*",
      from: ["10.0.0.99", "prometheus.example.net"],
    },
    statusKeys: [`${keys.ed25519} monitoring@example.net`],
    firewall: { zone: "internal", exposeApache: true, exposeApacheTls: true },
    hardStopAfter: "1h",
    maxConnections: { sms: 2000, fe: 4000, server: 200 },
    timeouts: { client: "1h", server: "45m" },
    extraConfig: {
      sms: { global: ["set-dumpable"], sections: ["backend mine", "server a 10.0.0.31:80"] },
      fe: { "frontend http-in": ["http-request deny if { path_beg /server-status }"] },
    },
  },
  "metrics, as they come": { ...smallest, metrics: {} },
  "witnesses of the guards": { ...smallest, witnesses: [{ address: "10.0.0.1", port: 22 }] },
  "witnesses of the bundled agent": {
    ...smallest,
    guard: false,
    agent: "bundled",
    witnesses: [{ address: "10.0.0.1", port: 22 }],
  },
  "readers by Patroni": {
    ...smallest,
    agent: {
      port: 8008,
      method: "GET",
      path: "/primary",
      readPath: "/replica?lag=16MB",
      tls: { caFile: "/etc/pki/tls/certs/patroni-ca.pem", serverName: "patroni.example.net" },
    },
    databases: [{ name: "ACD", readListenPort: 25_440 }],
  },
  "the dev stack on another network, with front ends": {
    dev: { subnet: "172.30.99.0/24" },
    smsNodes: ["sms-01", "sms-02"].map((name) => ({ name, flavour: "apt" })),
    feNodes: [{ name: "fe-01", flavour: "dnf" }],
  },
  "times as numbers": { ...smallest, timeouts: { client: 60_000 }, failover: "guide", failoverBudget: "25s" },
};

/** `editor`: the JSON Schema refuses it as well. */
export const bad: Readonly<Record<string, { readonly raw: Raw; readonly editor: boolean }>> = {
  "one SMS node": { raw: { smsNodes: [first] }, editor: true },
  "a stack's name without its project": {
    raw: { smsStack: "prod-sms", feNodes: [{ ...first, name: "fe-01" }] },
    editor: true,
  },
  "front ends and SMS nodes of another stack as well": {
    raw: { ...smallest, smsStack: "organization/n2acd-ha/prod-sms", feNodes: [] },
    editor: true,
  },
  "a drain in the stack of the front ends": {
    raw: { smsStack: "a/b/c", feNodes: [{ ...first, name: "fe-01" }], drained: ["sms-01"] },
    editor: true,
  },
  "no SMS nodes": { raw: {}, editor: true },
  "a node without an address": { raw: withNode({ address: undefined }), editor: true },
  "a key that is misspelt": { raw: { ...smallest, failovr: "fast" }, editor: true },
  "a misspelt key of a node": { raw: withNode({ adress: "10.0.0.12" }), editor: true },
  "a profile that does not exist": { raw: { ...smallest, failover: "quick" }, editor: true },
  "a time without a unit": { raw: { ...smallest, hardStopAfter: "30" }, editor: true },
  "a port of no use": { raw: { ...smallest, stats: { port: 70_000 } }, editor: true },
  "text where a number belongs": { raw: { ...smallest, peersPort: "10000" }, editor: true },
  "a name with a space": { raw: withNode({ name: "sms 02" }), editor: true },
  "a private key as the host key": {
    raw: withNode({ hostKey: "-----BEGIN OPENSSH PRIVATE KEY-----" }),
    editor: true,
  },
  "a size in words": {
    raw: {
      ...smallest,
      agent: "bundled",
      databases: [{ name: "ACD", readListenPort: 1, readMaxLag: "lots" }],
    },
    editor: true,
  },
  "a line of an operator's that is none": {
    raw: { ...smallest, extraConfig: { sms: { global: ["a\nb"] } } },
    editor: true,
  },
  // From here on: what fits together, or needs more than a pattern.
  "an address that is none": { raw: withNode({ address: "10.0.0" }), editor: false },
  "two nodes with one name": { raw: withNode({ name: "sms-01" }), editor: false },
  "a port taken twice": { raw: { ...smallest, stats: { port: 15_432 } }, editor: false },
  "a time out of range": { raw: { ...smallest, hardStopAfter: "10ms" }, editor: false },
  "a budget that is too small": {
    raw: { ...smallest, failover: "guide", failoverBudget: "5s" },
    editor: false,
  },
  "settings that contradict each other": {
    raw: { ...smallest, failover: { inter: "1s", checkTimeout: "2s" } },
    editor: false,
  },
  "a host key that is cut off": { raw: withNode({ hostKey: "ssh-ed25519 AAAA" }), editor: false },
  "no host key": { raw: withNode({ hostKey: undefined }), editor: false },
  "half of Jarvis's description": { raw: { ...smallest, jarvis: { match: "a" } }, editor: false },
  "readers of n2pg-aux": {
    raw: { ...smallest, databases: [{ name: "ACD", readListenPort: 25_433 }] },
    editor: false,
  },
  "lines for a section that is not there": {
    raw: { ...smallest, extraConfig: { sms: { "listen Postgres-CDR": ["balance roundrobin"] } } },
    editor: false,
  },
  "metrics on the port of the stats page": { raw: { ...smallest, metrics: { port: 7000 } }, editor: false },
  "a lost node that nobody knows": { raw: { ...smallest, lost: ["sms-09"] }, editor: false },
  "all SMS nodes lost": { raw: { ...smallest, lost: ["sms-01", "sms-02"] }, editor: false },
  "a former name that is a present one": { raw: withNode({ formerly: "sms-01" }), editor: false },
  "a password in a line of an operator's": {
    raw: { ...smallest, extraConfig: { sms: { "listen stats": ["stats auth a:b"] } } },
    editor: false,
  },
  "witnesses of the vendor's agent, without guards": {
    raw: { ...smallest, guard: false, witnesses: [{ address: "10.0.0.1", port: 22 }] },
    editor: false,
  },
  "a place of the vendor's agent for another one": {
    raw: { ...smallest, agent: "bundled", agentService: "psqlchk" },
    editor: false,
  },
  "a lag without readers": {
    raw: { ...smallest, agent: "bundled", databases: [{ name: "ACD", readMaxLag: "1MB" }] },
    editor: false,
  },
  "readers without a way to tell": {
    raw: { ...smallest, agent: { port: 8008 }, databases: [{ name: "ACD", readListenPort: 25_440 }] },
    editor: false,
  },
  "a virtual address of the other family": {
    raw: {
      ...smallest,
      vips: [{ name: "jarvis", for: "sms", address: "fd00::50", prefix: 64, routerId: 51 }],
    },
    editor: false,
  },
  "every node drained": { raw: { ...smallest, drained: ["sms-01", "sms-02"] }, editor: false },
};
