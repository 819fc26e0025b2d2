import { many } from "./arguments.ts";
import { defineStep } from "./definition.ts";
import { text } from "./values.ts";

/** Lets the owners of these public keys read the node's status, and nothing else. */
export const status = defineStep({
  name: "status",
  roles: ["sms", "fe"],
  when: ({ statusKeys = [] }) => statusKeys.length > 0,
  args: { key: many(text) },
  stdin: "data",
  undoneBy: "itself",
});
