import { defineStep } from "./definition.ts";

/** Removes what only the previous configuration needed. */
export const retire = defineStep({
  name: "retire",
  roles: ["sms", "fe"],
  args: {},
  stdin: "data",
  undoneBy: "ready",
});
