import { flag, maybe, one } from "./arguments.ts";
import { defineStep, haproxyConfig } from "./definition.ts";
import { proof } from "./proof.ts";
import { number, page, text } from "./values.ts";

/** HAProxy takes over Apache's port on a front end, and Apache moves to another one behind it. */
export const web = defineStep({
  name: "web",
  roles: ["fe"],
  args: {
    /** The port that HAProxy takes. */
    listen: one(number),
    /** The port that Apache moves to. */
    apache: one(number),
    /** The port that the step `tls` takes afterwards. */
    https: maybe(number),
    /** The beginning of the paths of Jarvis's API. */
    path: one(text),
    /** The address at which the node itself reaches the stats page. */
    stats: one(page),
    /** The fingerprint of a configuration that may be replaced although it has lines that n2acd-ha does not know. */
    adopt: maybe(text),
    /** Accepts a Jarvis that refuses requests only because a drain has the primary out of service. */
    drainPrimary: flag,
    ...proof,
  },
  stdin: { file: haproxyConfig },
  undoneBy: "itself",
  leaves: true,
});
