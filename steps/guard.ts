import { many, one } from "./arguments.ts";
import { defineStep } from "./definition.ts";
import { joined, namedPort, number, place, text } from "./values.ts";

/** Installs the guard, which tells this node's HAProxy at once which PostgreSQL is superseded. */
export const guard = defineStep({
  name: "guard",
  roles: ["sms"],
  when: ({ guardPort }) => guardPort !== undefined,
  args: {
    /** What HAProxy calls this node. */
    node: one(text),
    listen: one(text),
    port: one(number),
    /** The role that it asks PostgreSQL as. */
    role: one(text),
    /** Milliseconds for which a primary may serve that hears nobody. */
    lease: one(number),
    /** Milliseconds for which an answer is held back that changes nothing. */
    hold: one(number),
    database: many(namedPort),
    rival: many(joined(":", { name: text, address: text })),
    witness: many(place),
  },
  stdin: "secrets",
  undoneBy: "either",
});
