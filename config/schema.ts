import { z } from "zod";
import {
  address,
  bind,
  checkUrl,
  databaseName,
  file,
  fingerprint,
  hostKey,
  hostName,
  integer,
  line,
  loginName,
  map,
  nodeName,
  pattern,
  port,
  roleName,
  routePath,
  serviceName,
  size,
  stackName,
  subnet,
  time,
  urlPath,
  yesOrNo,
  zoneName,
} from "./fields.ts";
import { vip } from "./vips.ts";

/** A host between here and the nodes. `user` is the nodes' own unless given. */
const bastion = map({
  address,
  port: port.default(22),
  user: loginName.optional(),
  hostKey: hostKey.optional(),
});

/** How to log in. `sudo` is true unless the user is root. */
export const ssh = map({
  user: loginName.default("root"),
  port: port.default(22),
  sudo: yesOrNo.optional(),
  bastion: bastion.optional(),
});

const sshOverrides = map({
  user: loginName.optional(),
  port: port.optional(),
  sudo: yesOrNo.optional(),
  bastion: z.union([z.literal("none"), bastion], { error: 'a bastion, or "none" for no bastion' }).optional(),
});

/** An existing host. */
export const node = map({
  name: nodeName,
  formerly: nodeName.optional(),
  address,
  hostKey: hostKey.optional(),
  ssh: sshOverrides.prefault({}),
});

/** A host of the dev stack: a container with Debian's layout (`apt`) or the RHEL family's (`dnf`). */
export const devNode = map({ name: nodeName, flavour: z.enum(["apt", "dnf"], { error: '"apt" or "dnf"' }) });

/**
 * One PostgreSQL instance. Unless given, `listenPort` is `port` + 10000, and `checkPort` is the port of somebody else's
 * agent or `port` + 20000.
 */
export const database = map({
  name: databaseName,
  port: port.default(5432),
  listenPort: port.optional(),
  checkPort: port.optional(),
  readListenPort: port.optional(),
  readMaxLag: size.optional(),
});

/** Any of them left out is as in the profile `fast`. */
const failoverSettings = map({
  inter: time("50ms", "1h").optional(),
  fastinter: time("20ms", "1h").optional(),
  downinter: time("50ms", "1h").optional(),
  fall: integer(1, 100).optional(),
  rise: integer(1, 100).optional(),
  checkTimeout: time("50ms", "1h").optional(),
  connectTimeout: time("50ms", "1m").optional(),
  retries: integer(0, 100).optional(),
  hurryOnError: yesOrNo.optional(),
});

export const jarvis = map({
  path: routePath.default("/n2acd-fe/jarvis-agent"),
  port: port.default(80),
  checkPath: urlPath.optional(),
  tls: map({ port: port.default(443), caFile: file, serverName: hostName.optional() }).optional(),
  configFile: file.optional(),
  match: pattern.optional(),
  set: line.optional(),
  service: serviceName.optional(),
});

/** Certificate, chain and key of a page of HAProxy's, which are on each node. */
const pageTls = map({ certificateFile: file }).optional();

export const stats = map({
  port: port.default(7000),
  bind: bind.default("*"),
  tls: pageTls,
  user: loginName.default("admin"),
  passwordGeneration: integer(1, 1_000_000).default(1),
});

/** HAProxy's own figures for Prometheus; not there unless asked for. `from` are the Prometheus servers. */
export const metrics = map({
  port: port.default(8405),
  bind: bind.default("node"),
  tls: pageTls,
  from: z.array(address, { error: "a list of addresses of Prometheus servers" }).default([]),
});

/** Somebody else's endpoint that answers 200 on the primary alone; Patroni's is `{ port: 8008, path: /primary }`. */
export const endpoint = map({
  port,
  method: z.enum(["OPTIONS", "GET", "HEAD"], { error: '"OPTIONS", "GET" or "HEAD"' }).default("OPTIONS"),
  path: checkUrl.default("/"),
  readPath: checkUrl.optional(),
  tls: map({ caFile: file, serverName: address.optional() }).optional(),
});

/** A TCP port of a machine that is no SMS node: whether it takes or refuses a connection, its network can be reached. */
export const witness = map({ address, port });

/** An operator's own lines by the heading of the section, such as `listen Postgres-ACD`; whole ones under `sections`. */
const extraLines = z
  .record(z.string(), z.array(line, { error: "a list of lines" }), {
    error: "a map of lists of lines by section, such as { global: [ssl-server-verify none] }",
  })
  .default({});

/** For how many seconds browsers come over HTTPS alone: two years at most, which is what their lists of such sites ask for. */
const hsts = map({ maxAge: integer(0, 63_072_000), includeSubDomains: yesOrNo.default(false) });

/** HTTPS through HAProxy. */
export const feTls = map({
  port: port.default(443),
  apachePort: port.default(444),
  redirect: yesOrNo.default(false),
  hsts: hsts.optional(),
});

const certificates = z
  .array(z.string({ error: "certificate, chain and key in PEM" }), { error: "a list of certificates" })
  .min(1, { error: "one certificate or more" });

export const fe = map({
  port: port.default(80),
  apachePort: port.default(81),
  tls: z
    .union([yesOrNo, feTls], {
      error: `true, false or a map with the keys ${Object.keys(feTls.shape).join(", ")}`,
    })
    .default(false),
});

export const healthCheck = map({
  user: roleName.default("health_check_user"),
  passwordGeneration: integer(1, 1_000_000).default(1),
});

/** Everything that does not say where the hosts come from. Defaults are the guide's, where the guide is right. */
export const settings = {
  ssh: ssh.prefault({}),
  sshPrivateKey: z.string({ error: "a private key" }).optional(),
  insecurelyTrustAnyHostKey: yesOrNo.default(false),
  databases: z
    .array(database, { error: "a list of databases" })
    .min(1, { error: "one database or more" })
    .prefault([{ name: "ACD" }]),
  stats: stats.prefault({}),
  metrics: metrics.optional(),
  statusKeys: z.array(hostKey, { error: "a list of public keys" }).default([]),
  jarvis: jarvis.prefault({}),
  failover: z
    .union([z.enum(["guide", "fast"]), failoverSettings], { error: '"guide", "fast" or a map of settings' })
    .default("fast"),
  failoverBudget: time("100ms", "1h").optional(),
  agent: z
    .union([z.enum(["n2pg-aux", "bundled"]), endpoint], {
      error: '"n2pg-aux", "bundled" or a map with the keys port, method, path, readPath, tls',
    })
    .default("n2pg-aux"),
  agentService: serviceName.optional(),
  agentConfigFile: file.optional(),
  drained: z.array(nodeName, { error: "a list of SMS nodes' names" }).default([]),
  drainPrimary: yesOrNo.default(false),
  lost: z.array(nodeName, { error: "a list of nodes' names" }).default([]),
  healthCheck: healthCheck.prefault({}),
  firewall: map({
    zone: zoneName.optional(),
    exposeApache: yesOrNo.default(false),
    exposeApacheTls: yesOrNo.default(false),
  }).prefault({}),
  fe: fe.prefault({}),
  feCertificates: certificates.optional(),
  feNodeCertificates: z
    .record(z.string(), certificates, { error: "a map of lists of certificates by the node's name" })
    .optional(),
  frontEnds: z.array(address, { error: "a list of addresses" }).default([]),
  witnesses: z.array(witness, { error: "a list of maps with the keys address, port" }).optional(),
  peersPort: port.default(10_000),
  guard: yesOrNo.default(true),
  guardPort: port.default(10_001),
  vips: z.array(vip, { error: "a list of virtual addresses" }).default([]),
  rollout: map({
    feBatch: integer(1, 1000).default(1),
    feCanary: integer(0, 1000).default(0),
    settle: time("0s", "10m").default(0),
  }).prefault({}),
  repair: z
    .record(z.string(), integer(1, 1_000_000), {
      error: "a map of numbers by step, such as { sms-01-haproxy: 1 }",
    })
    .default({}),
  adopt: z
    .record(z.string(), fingerprint, {
      error: "a map of fingerprints by node, such as { sms-01: cfg-0123456789ab }",
    })
    .default({}),
  extraConfig: map({ sms: extraLines, fe: extraLines }).prefault({}),
  splitBrain: z.enum(["refuse", "keep"], { error: '"refuse" or "keep"' }).default("keep"),
  hardStopAfter: time("1s", "7d").prefault("30m"),
  maxConnections: map({
    sms: integer(10, 1_000_000).default(1000),
    fe: integer(10, 1_000_000).default(1024),
    server: integer(1, 1_000_000).default(100),
  }).prefault({}),
  timeouts: map({
    client: time("1s", "1d").prefault("30m"),
    server: time("1s", "1d").prefault("30m"),
  }).prefault({}),
};

const smsForm = "a list of two or more SMS nodes";
const feForm = "a list of FE nodes";

/** A stack of existing hosts. */
export const hostsStack = map({
  ...settings,
  smsNodes: z.array(node, { error: smsForm }).min(2, { error: smsForm }),
  feNodes: z.array(node, { error: feForm }).default([]),
});

const ofSmsNodes = z
  .never({ error: "allowed beside smsStack: it belongs in the stack of the SMS nodes" })
  .optional();

/** A stack of front ends, whose SMS nodes are another stack's. */
export const frontEndStack = map({
  ...settings,
  smsStack: stackName,
  feNodes: z.array(node, { error: feForm }).min(1, { error: "a list of one or more FE nodes" }),
  smsNodes: ofSmsNodes,
  databases: ofSmsNodes,
  agent: ofSmsNodes,
  agentService: ofSmsNodes,
  agentConfigFile: ofSmsNodes,
  drained: ofSmsNodes,
  drainPrimary: ofSmsNodes,
  healthCheck: ofSmsNodes,
  frontEnds: ofSmsNodes,
  witnesses: ofSmsNodes,
  peersPort: ofSmsNodes,
  guard: ofSmsNodes,
  guardPort: ofSmsNodes,
  splitBrain: ofSmsNodes,
});

/** A stack whose hosts are local containers. */
export const devStack = map({
  ...settings,
  dev: map({ subnet: subnet.default("172.30.86.0/24") }),
  smsNodes: z
    .array(devNode, { error: smsForm })
    .min(2, { error: smsForm })
    .max(10, { error: "at most 10 nodes" }),
  feNodes: z.array(devNode, { error: feForm }).max(10, { error: "at most 10 nodes" }).default([]),
});
