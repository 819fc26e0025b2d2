// Keys of the databases and of who says which node is the primary. Each is changed on top of the one before.
import { caFile, endpointPort, tlsPort } from "./endpoint.ts";
import { obstacles, unreachable } from "./obstacles.ts";
import { again, bothTaken, forward, type Row, sms, withoutJarvis } from "./rows.ts";

const { refused, unproven, readOnly } = obstacles;

export const agents: Record<string, Row> = {
  "databases[].checkPort": {
    set: { "databases[0].checkPort": 25_433 },
    nodes: sms,
    obstacles: [refused, unreachable(25_433)],
  },
  agent: { set: { agent: "bundled" }, nodes: sms },
  "databases[].readListenPort": {
    set: { "databases[0].readListenPort": 25_500 },
    nodes: sms,
    obstacles: bothTaken(25_500),
  },
  "databases[].readMaxLag": { set: { "databases[0].readMaxLag": "32MB" }, nodes: sms },
  witnesses: {
    set: { witnesses: [{ address: "172.30.220.21", port: 7000 }] },
    nodes: sms,
    obstacles: [readOnly, readOnly],
  },
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
    obstacles: [refused, unreachable(endpointPort)],
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

export const databases: Record<string, Row> = {
  "databases[].name": { set: { "databases[0].name": "MAIN" }, nodes: sms },
  "databases[].listenPort": {
    set: { "databases[0].listenPort": 15_433, "jarvis.set": "port = 15433" },
    nodes: sms,
    obstacles: bothTaken(15_433),
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
