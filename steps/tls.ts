import { flag, maybe, one } from "./arguments.ts";
import { defineStep } from "./definition.ts";
import { proof } from "./proof.ts";
import { number, text } from "./values.ts";

/** HAProxy takes over Apache's HTTPS port on a front end, with Apache's certificates or those of the stack. */
export const tls = defineStep({
  name: "tls",
  roles: ["fe"],
  when: (settings) => settings.tls !== undefined,
  args: {
    /** The port that HAProxy takes. */
    listen: one(number),
    /** The port that Apache's HTTPS moves to. */
    apache: one(number),
    /** The beginning of the paths of Jarvis's API. */
    path: one(text),
    /** The HTTP port whose requests are redirected to this one. */
    redirect: maybe(number),
    /** Accepts a Jarvis that refuses requests only because a drain has the primary out of service. */
    drainPrimary: flag,
    ...proof,
  },
  stdin: { file: "/etc/haproxy/conf.d/n2acd-ha-tls.cfg" },
  undoneBy: "itself",
  leaves: true,
});
