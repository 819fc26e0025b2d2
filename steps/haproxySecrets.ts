import { one } from "./arguments.ts";
import { defineStep } from "./definition.ts";
import { text } from "./values.ts";

/** Brings HAProxy its secrets, in files for root only: the login of its stats page, and the key that its peers know it by. */
export const haproxySecrets = defineStep({
  name: "haproxy-secrets",
  roles: ["sms", "fe"],
  args: {
    /** What HAProxy is called among its peers. */
    localPeer: one(text),
  },
  stdin: "secrets",
  undoneBy: "ready",
});
