import { profiles } from "../../../lib/failover.ts";
import type { FeModel, SmsModel } from "../../../lib/haproxy/model.ts";

const common = {
  stack: "test",
  smsNodes: [
    { name: "sms-01", address: "10.0.0.11" },
    { name: "sms-02", address: "10.0.0.12" },
  ],
  stats: { bind: "*", port: 7000 },
  failover: profiles.fast,
  timeouts: { client: 1_800_000, server: 1_800_000 },
  hardStopAfter: 60_000,
};

/** Two SMS nodes and one database, with every default. */
export const sms: SmsModel = {
  ...common,
  maxConnections: { clients: 1000, server: 100 },
  databases: [{ name: "ACD", port: 5432, listenPort: 15_432, checkPort: 25_432 }],
  peersPort: 10_000,
  splitBrain: "keep",
};

/** The FE node in front of them. */
export const fe: FeModel = {
  ...common,
  maxConnections: { clients: 1024, server: 100 },
  port: 80,
  apachePort: 81,
  jarvis: { path: "/n2acd-fe/jarvis-agent", port: 80 },
};

/** An operator's own lines, in every section that there is. */
export const extra = {
  sms: {
    global: ["set-dumpable"],
    defaults: ["option tcpka"],
    "peers sms": ["# nothing yet"],
    "listen stats": ["stats show-node"],
    "listen Postgres-ACD": ["tcp-request connection reject unless { src 10.0.0.0/8 }", "balance roundrobin"],
    sections: ["listen other", "bind 127.0.0.1:9999", "  server other 10.0.0.31:9999"],
  },
  fe: {
    global: ["tune.bufsize 32768"],
    defaults: ["option http-server-close"],
    "listen stats": ["stats show-legends"],
    "frontend http-in": ["use_backend files if { path_beg /files }"],
    "backend apache": ["http-response del-header Server"],
    "backend jarvis": ["balance leastconn"],
    sections: ["backend files", "server files 10.0.0.31:8080 check"],
  },
};

/** Three nodes, one of them with IPv6, and two databases. */
export const large = {
  smsNodes: [...common.smsNodes, { name: "sms-03", address: "fd00::13" }],
  databases: [...sms.databases, { name: "CDR", port: 5433, listenPort: 15_433, checkPort: 25_433 }],
};
