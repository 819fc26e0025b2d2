import { many } from "./arguments.ts";
import { defineStep } from "./definition.ts";
import { text } from "./values.ts";

/** Installs the packages that are missing. */
export const packages = defineStep({
  name: "packages",
  roles: ["sms", "fe"],
  args: { package: many(text) },
  stdin: "nothing",
  undoneBy: "ready",
});
