import { many, maybe } from "./arguments.ts";
import { defineStep } from "./definition.ts";
import { joined, number, text } from "./values.ts";

/** Opens in firewalld or ufw what clients and other nodes need. */
export const firewall = defineStep({
  name: "firewall",
  roles: ["sms", "fe"],
  args: {
    /** firewalld's zone; default: the host's default zone. */
    zone: maybe(text),
    /** Ports for everybody. */
    open: many(number),
    /** A port for one address. */
    allow: many(joined(":", { port: number, address: text })),
    /** Of these addresses, those that another stack changes. */
    elsewhere: many(text),
    /** Addresses whose keepalived gets in. */
    vrrp: many(text),
  },
  stdin: "nothing",
  undoneBy: "ready",
  leaves: true,
});
