import { one } from "./arguments.ts";
import { defineStep } from "./definition.ts";
import { text } from "./values.ts";

/** Installs HAProxy's secrets in files that only root can read: the login of its stats page, and the key with which its peers authenticate. */
export const haproxySecrets = defineStep({
  name: "haproxy-secrets",
  roles: ["sms", "fe"],
  args: {
    /** The node's name among HAProxy's peers. */
    localPeer: one(text),
  },
  stdin: "secrets",
  undoneBy: "ready",
});
