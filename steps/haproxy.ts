import { flag, many, maybe, one } from "./arguments.ts";
import { defineStep, haproxyConfig } from "./definition.ts";
import { proof } from "./proof.ts";
import { namedPort, page, text } from "./values.ts";

/** Configures HAProxy on an SMS node. The configuration is tried before it is used, and proven afterwards. */
export const haproxy = defineStep({
  name: "haproxy",
  roles: ["sms"],
  args: {
    /** The node's name among HAProxy's peers. */
    localPeer: one(text),
    /** Its sections for clients that write, and their ports. */
    listen: many(namedPort),
    /** Its sections for clients that only read. */
    readers: many(namedPort),
    /** The address at which the node itself reaches the stats page. */
    stats: one(page),
    /** Identifies the agent that HAProxy asks, and its program. */
    agent: maybe(text),
    /** Whether a drain may take the primary out of service. */
    drainPrimary: flag,
    /** The fingerprint of a configuration that may be replaced although it has lines that n2acd-ha does not know. */
    adopt: maybe(text),
    ...proof,
  },
  stdin: { file: haproxyConfig },
  undoneBy: "itself",
  leaves: true,
});
