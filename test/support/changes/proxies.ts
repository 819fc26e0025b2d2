// Keys of HAProxy, of its pages and of the front ends. Each is changed on top of the one before.
import { obstacles, readOnlyFolder } from "./obstacles.ts";
import { again, bothTaken, forward, type Row, sms, withoutJarvis } from "./rows.ts";

const fe = ["fe-01", "fe-02"] as const;
const { unproven } = obstacles;
/** The Apache of the hosts here serves no HTTPS. */
const httpsTested = { tested: "test/hosts/proxies/apache-https.test.ts" } as const;
const redirectTested = { tested: "test/hosts/proxies/apache-https-redirect.test.ts" } as const;
const jarvisTlsTested = { tested: "test/hosts/proxies/jarvis-tls.test.ts" } as const;
const pagesTested = { tested: "test/hosts/proxies/pages-tls.test.ts" } as const;
const ownTested = { tested: "test/hosts/proxies/apache-https-own.test.ts" } as const;
const jarvisReadOnly = readOnlyFolder("Jarvis's folder", "/etc/jarvis");

export const pages: Record<string, Row> = {
  stats: { holds: "keys" },
  "stats.port": { set: { "stats.port": 7001 }, nodes: sms, obstacles: bothTaken(7001) },
  "stats.bind": { set: { "stats.bind": "node" }, nodes: sms },
  "stats.tls": pagesTested,
  "stats.tls.certificateFile": pagesTested,
  "stats.user": { set: { "stats.user": "operator" }, nodes: sms },
  "stats.passwordGeneration": { set: { "stats.passwordGeneration": 2 }, nodes: sms },
  metrics: { set: { metrics: { from: ["172.30.220.1"] } }, nodes: sms, obstacles: bothTaken(8405) },
  "metrics.port": { set: { "metrics.port": 8406 }, nodes: sms, obstacles: bothTaken(8406) },
  "metrics.bind": { set: { "metrics.bind": "*" }, nodes: sms },
  "metrics.tls": pagesTested,
  "metrics.tls.certificateFile": pagesTested,
  "metrics.from": {
    set: { "metrics.from": ["172.30.220.1", "172.30.220.2"], "timeouts.client": "19m" },
    nodes: sms,
  },
  "metrics.from[]": { with: "metrics.from" },
};

export const fronts: Record<string, Row> = {
  jarvis: { holds: "keys" },
  "jarvis.path": { set: { "jarvis.path": "/n2acd-fe/jarvis" }, nodes: fe, obstacles: [unproven, unproven] },
  "jarvis.port": { set: { "jarvis.port": 8081 }, nodes: fe, prepared: forward(8081, 80) },
  "jarvis.checkPath": { set: { "jarvis.checkPath": "/" }, nodes: fe },
  "jarvis.tls": jarvisTlsTested,
  "jarvis.tls.port": jarvisTlsTested,
  "jarvis.tls.caFile": jarvisTlsTested,
  "jarvis.tls.serverName": jarvisTlsTested,
  "jarvis.set": {
    set: { "jarvis.set": "port  =  15433" },
    nodes: sms,
    obstacles: [jarvisReadOnly, jarvisReadOnly],
    during: withoutJarvis,
    afterwards: again,
  },
  "jarvis.configFile": { with: "jarvis.set" },
  "jarvis.match": { with: "jarvis.set" },
  "jarvis.service": { with: "jarvis.set" },
  fe: { holds: "keys" },
  "fe.apachePort": { set: { "fe.apachePort": 82 }, nodes: fe, obstacles: bothTaken(82) },
  "fe.port": {
    set: { "fe.port": 8080 },
    nodes: fe,
    obstacles: bothTaken(8080),
    during: { frontPorts: [8080, 80] },
    afterwards: { frontPorts: [8080] },
  },
  "fe.tls": httpsTested,
  "fe.tls.port": httpsTested,
  "fe.tls.apachePort": httpsTested,
  "fe.tls.redirect": redirectTested,
  "fe.tls.hsts": redirectTested,
  "fe.tls.hsts.maxAge": redirectTested,
  "fe.tls.hsts.includeSubDomains": redirectTested,
  feCertificates: ownTested,
  "feCertificates[]": ownTested,
  feNodeCertificates: ownTested,
  "firewall.exposeApache": {
    set: { "firewall.exposeApache": true, "maxConnections.fe": 910 },
    nodes: fe,
  },
  "firewall.exposeApacheTls": {
    set: { "firewall.exposeApacheTls": true, "maxConnections.fe": 920 },
    nodes: fe,
  },
};

export const proxies: Record<string, Row> = {
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
  peersPort: { set: { peersPort: 10_009 }, nodes: sms, obstacles: bothTaken(10_009) },
  guard: { set: { guard: false }, nodes: sms },
  guardPort: { set: { guardPort: 10_002 }, nodes: sms, obstacles: bothTaken(10_002) },
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
  adopt: { tested: "test/cluster/adoption/adoption.test.ts" },
  healthCheck: { holds: "keys" },
};
