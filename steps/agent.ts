import { many, maybe, one } from "./arguments.ts";
import { defineStep } from "./definition.ts";
import { joined, number, place, text } from "./values.ts";

/** Configures the health agent: the vendor's `n2pg-aux`, or the bundled one, which this step also installs. */
export const agent = defineStep({
  name: "agent",
  roles: ["sms"],
  when: (settings) => settings.agent?.kind !== "endpoint",
  args: {
    /** `n2pg-aux` or `bundled`. */
    kind: one(text),
    /** The vendor's agent: its systemd unit and its configuration file. */
    service: maybe(text),
    config: maybe(text),
    /** The bundled agent: the role that it logs in to PostgreSQL as, and how many milliseconds it waits for PostgreSQL's answer. */
    role: maybe(text),
    patience: maybe(number),
    cutOff: maybe(number),
    rival: many(text),
    witness: many(place),
    /** The address that it listens on. */
    listen: one(text),
    /** PostgreSQL's port, and the port on which the agent answers for it. */
    check: many(joined(":", { port: number, checkPort: number })),
  },
  stdin: "secrets",
  undoneBy: "either",
  leaves: true,
});
