import { flag, many, maybe, one } from "./arguments.ts";
import { defineStep, haproxyConfig } from "./definition.ts";
import { proof } from "./proof.ts";
import { namedPort, page, text } from "./values.ts";

/** HAProxy on an SMS node: its configuration, tried before it is used, and proven afterwards. */
export const haproxy = defineStep({
  name: "haproxy",
  roles: ["sms"],
  args: {
    /** What HAProxy is called among its peers. */
    localPeer: one(text),
    /** Its sections for clients that write, and their ports. */
    listen: many(namedPort),
    /** Its sections for clients that only read. */
    readers: many(namedPort),
    /** Where the node itself reaches the stats page. */
    stats: one(page),
    /** Which agent is asked, and which program it is. */
    agent: maybe(text),
    /** A drain may take the primary out of service. */
    drainPrimary: flag,
    /** The fingerprint of a configuration that may be replaced although n2acd-ha does not know all of it. */
    adopt: maybe(text),
    ...proof,
  },
  stdin: { file: haproxyConfig },
  undoneBy: "itself",
  leaves: true,
});
