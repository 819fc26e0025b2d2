import { many, one } from "./arguments.ts";
import { defineStep } from "./definition.ts";
import { joined, namedPort, number, place, text } from "./values.ts";

/** Installs the guard, which tells this node's HAProxy at once which PostgreSQL is superseded. */
export const guard = defineStep({
  name: "guard",
  roles: ["sms"],
  when: ({ guardPort }) => guardPort !== undefined,
  args: {
    /** The node's server name in HAProxy. */
    node: one(text),
    listen: one(text),
    port: one(number),
    /** The role that it logs in to PostgreSQL as. */
    role: one(text),
    /** Milliseconds for which a primary may serve without an answer from any rival or witness. */
    lease: one(number),
    /** Milliseconds by which an answer that changes nothing is delayed. */
    hold: one(number),
    database: many(namedPort),
    rival: many(joined(":", { name: text, address: text })),
    witness: many(place),
  },
  stdin: "secrets",
  undoneBy: "either",
});
