import { many, maybe } from "./arguments.ts";
import { defineStep } from "./definition.ts";
import { joined, number, text } from "./values.ts";

/** Opens in firewalld or ufw the ports that clients and other nodes need. */
export const firewall = defineStep({
  name: "firewall",
  roles: ["sms", "fe"],
  args: {
    /** firewalld's zone; default: the host's default zone. */
    zone: maybe(text),
    /** Ports that are open to everybody. */
    open: many(number),
    /** A port that is open to one address. */
    allow: many(joined(":", { port: number, address: text })),
    /** Of the addresses in `allow`, those of hosts that another stack changes. */
    elsewhere: many(text),
    /** Addresses from which keepalived's packets are accepted. */
    vrrp: many(text),
  },
  stdin: "nothing",
  undoneBy: "ready",
  leaves: true,
});
