import { many, maybe, one } from "./arguments.ts";
import { defineStep } from "./definition.ts";
import { namedPort, text } from "./values.ts";

/** Creates the role of the health checks on a primary, and admits it on every node. */
export const database = defineStep({
  name: "database",
  roles: ["sms"],
  args: {
    /** The role of the health checks. */
    role: one(text),
    database: many(namedPort),
    /** The addresses from which the role is admitted. */
    sms: many(text),
    /** The user that PostgreSQL belongs to. Default: postgres. Tests of a single step use another one. */
    postgresUser: maybe(text),
    /** The service and the configuration file of a vendor's agent that may be on the host already, if they are not the usual ones. */
    vendorService: maybe(text),
    vendorConfig: maybe(text),
    /** Identifies the agent and its program. */
    agent: maybe(text),
  },
  stdin: "secrets",
  undoneBy: "ready",
  leaves: true,
});
