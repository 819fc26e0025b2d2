import { maybe, one } from "./arguments.ts";
import { defineStep } from "./definition.ts";
import { page, text } from "./values.ts";

/** Lets Prometheus read the metrics of the node's HAProxy. */
export const metrics = defineStep({
  name: "metrics",
  roles: ["sms", "fe"],
  when: (settings) => settings.metrics !== undefined,
  args: {
    /** The address at which the node itself reaches the metrics. */
    at: one(page),
    /** The node's name among HAProxy's peers, where it has any. */
    localPeer: maybe(text),
  },
  stdin: { file: "/etc/haproxy/conf.d/n2acd-ha-metrics.cfg" },
  undoneBy: "itself",
});
