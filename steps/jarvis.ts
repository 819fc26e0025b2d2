import { one } from "./arguments.ts";
import { defineStep } from "./definition.ts";
import { text } from "./values.ts";

/** Changes the one line of Jarvis's own configuration that names its database, and restarts Jarvis. */
export const jarvis = defineStep({
  name: "jarvis",
  roles: ["sms"],
  when: ({ jarvisFile }) => jarvisFile !== undefined,
  args: {
    file: one(text),
    /** An extended regular expression that exactly one line matches. */
    match: one(text),
    /** What that line becomes. */
    set: one(text),
    service: one(text),
  },
  stdin: "nothing",
  undoneBy: "itself",
});
