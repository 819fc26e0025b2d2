import { many, maybe, one } from "./arguments.ts";
import { defineStep } from "./definition.ts";
import { namedPort, text } from "./values.ts";

/** Makes the role of the health checks on a primary, and admits it on every node. */
export const database = defineStep({
  name: "database",
  roles: ["sms"],
  args: {
    /** The role of the health checks. */
    role: one(text),
    database: many(namedPort),
    /** The addresses that the role is let in from. */
    sms: many(text),
    /** The user whose PostgreSQL it is; default: postgres. Tests of a step by itself say another one. */
    postgresUser: maybe(text),
    /** Of a vendor's agent that may be here already, where they are not the usual ones. */
    vendorService: maybe(text),
    vendorConfig: maybe(text),
    /** Which agent asks, and which program it is. */
    agent: maybe(text),
  },
  stdin: "secrets",
  undoneBy: "ready",
  leaves: true,
});
