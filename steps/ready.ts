import { flag, many, maybe, one } from "./arguments.ts";
import { defineStep } from "./definition.ts";
import { joined, number, place, text } from "./values.ts";

/** Proves that what the other steps count on is there, and brings the toolkit. Its undo undoes what other steps have left. */
export const ready = defineStep({
  name: "ready",
  roles: ["sms", "fe"],
  args: {
    role: one(text),
    /** The ports of PostgreSQL. */
    port: many(number),
    /** The user whose PostgreSQL it is; default: postgres. Tests of a step by itself say another one. */
    postgresUser: maybe(text),
    /** The node's own address. */
    address: maybe(text),
    /** The role of the health checks. */
    user: maybe(text),
    /** The addresses of all SMS nodes. */
    sms: many(text),
    /** So many listens of HAProxies lead to that PostgreSQL, each with up to `limit` connections. */
    connections: many(joined(":", { port: number, ways: number, limit: number })),
    /** What HAProxy, agents and guards will listen on. */
    bind: many(place),
    /** The port of the Apache that front ends reach Jarvis through. */
    front: maybe(number),
    agent: maybe(text),
    guard: flag,
    /** Services that n2acd-ha or the vendor brings, beside HAProxy. */
    service: many(text),
    /** The CA that the certificates of Jarvis are checked with. */
    jarvisCa: maybe(text),
    /** Files with certificate and key for HAProxy's own pages. */
    certificate: many(text),
    /** The user that may log in to see the status. */
    looker: maybe(text),
    keepalived: flag,
  },
  stdin: "data",
  undoneBy: "itself",
});
