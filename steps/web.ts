import { flag, maybe, one } from "./arguments.ts";
import { defineStep, haproxyConfig } from "./definition.ts";
import { proof } from "./proof.ts";
import { number, page, text } from "./values.ts";

/** HAProxy takes Apache's port on a front end, and Apache moves to another one behind it. */
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
    /** Where the paths of Jarvis's API begin. */
    path: one(text),
    /** Where the node itself reaches the stats page. */
    stats: one(page),
    /** The fingerprint of a configuration that may be replaced although n2acd-ha does not know all of it. */
    adopt: maybe(text),
    /** A Jarvis that refuses for no fault is taken, while a drain has the primary out of service. */
    drainPrimary: flag,
    ...proof,
  },
  stdin: { file: haproxyConfig },
  undoneBy: "itself",
  leaves: true,
});
