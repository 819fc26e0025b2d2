import { maybe, one } from "./arguments.ts";
import { defineStep } from "./definition.ts";
import { page, text } from "./values.ts";

/** Lets Prometheus ask the node's HAProxy. */
export const metrics = defineStep({
  name: "metrics",
  roles: ["sms", "fe"],
  when: (settings) => settings.metrics !== undefined,
  args: {
    /** Where the node itself reaches the figures. */
    at: one(page),
    /** What HAProxy is called among its peers, where it has any. */
    localPeer: maybe(text),
  },
  stdin: { file: "/etc/haproxy/conf.d/n2acd-ha-metrics.cfg" },
  undoneBy: "itself",
});
