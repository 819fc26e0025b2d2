import { many, maybe, one } from "./arguments.ts";
import { defineStep } from "./definition.ts";
import { joined, number, place, text } from "./values.ts";

/** Gives the health agent its configuration: the vendor's `n2pg-aux`, or the bundled one, which it installs. */
export const agent = defineStep({
  name: "agent",
  roles: ["sms"],
  when: (settings) => settings.agent?.kind !== "endpoint",
  args: {
    /** `n2pg-aux` or `bundled`. */
    kind: one(text),
    /** The vendor's: its systemd unit and its configuration file. */
    service: maybe(text),
    config: maybe(text),
    /** The bundled one's: the role that it asks as, and how many milliseconds it is patient for. */
    role: maybe(text),
    patience: maybe(number),
    cutOff: maybe(number),
    rival: many(text),
    witness: many(place),
    /** The address that it listens on. */
    listen: one(text),
    /** Where it answers for which PostgreSQL. */
    check: many(joined(":", { port: number, checkPort: number })),
  },
  stdin: "secrets",
  undoneBy: "either",
  leaves: true,
});
