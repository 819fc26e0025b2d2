import { flag, many, maybe, one } from "./arguments.ts";
import { defineStep } from "./definition.ts";
import { joined, number, place, text } from "./values.ts";

/** Proves that the host has what the other steps need, and installs the toolkit. Its undo also undoes what other steps have left. */
export const ready = defineStep({
  name: "ready",
  roles: ["sms", "fe"],
  args: {
    role: one(text),
    /** The ports of PostgreSQL. */
    port: many(number),
    /** The user that PostgreSQL belongs to. Default: postgres. Tests of a single step use another one. */
    postgresUser: maybe(text),
    /** The node's own address. */
    address: maybe(text),
    /** The role of the health checks. */
    user: maybe(text),
    /** The addresses of all SMS nodes. */
    sms: many(text),
    /** For each PostgreSQL: how many listens of HAProxies lead to it (`ways`), each with up to `limit` connections. */
    connections: many(joined(":", { port: number, ways: number, limit: number })),
    /** The addresses and ports on which HAProxy, agents and guards will listen. */
    bind: many(place),
    /** The port of the Apache through which front ends reach Jarvis. */
    front: maybe(number),
    agent: maybe(text),
    guard: flag,
    /** Services that n2acd-ha or the vendor installs, besides HAProxy. */
    service: many(text),
    /** The file with the CA with which the certificates of Jarvis are verified. */
    jarvisCa: maybe(text),
    /** Files with certificate and key for HAProxy's own pages. */
    certificate: many(text),
    /** The user that may log in to read the status. */
    looker: maybe(text),
    keepalived: flag,
  },
  stdin: "data",
  undoneBy: "itself",
});
