import { defineStep } from "./definition.ts";

/** Takes away what only the configuration before needed. */
export const retire = defineStep({
  name: "retire",
  roles: ["sms", "fe"],
  args: {},
  stdin: "data",
  undoneBy: "ready",
});
