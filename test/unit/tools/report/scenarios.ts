// The stack that the previews are of, and what each changes in it.
import type { Config } from "../../../support/stack/stack.ts";

const key = (fill: number): string => {
  const kind = Buffer.from("\0\0\0\x0bssh-ed25519\0\0\0\x20", "latin1");
  return `ssh-ed25519 ${Buffer.concat([kind, Buffer.alloc(32, fill)]).toString("base64")}`;
};
const node = (name: string, number: number) => ({
  name,
  address: `10.0.0.${number}`,
  hostKey: key(number),
});
const [sms1, sms2, sms3] = [node("sms-01", 11), node("sms-02", 12), node("sms-03", 13)];
const [fe1, fe2, fe3] = [node("fe-01", 21), node("fe-02", 22), node("fe-03", 23)];

export const base: Config = {
  ssh: { user: "deploy" },
  smsNodes: [sms1, sms2, sms3],
  feNodes: [fe1, fe2],
  jarvis: {
    configFile: "/etc/jarvis/jarvis.conf",
    match: "^port *= *5432$",
    set: "port = 15432",
    service: "jarvis",
  },
};

const timeout: Config = { timeouts: { client: "45m" } };
const frontEnd: Config = { feNodes: [fe1, fe2, fe3] };
const password: Config = { healthCheck: { passwordGeneration: 2 } };

/** By name of the preview: the keys that its stack file has besides, or has otherwise. */
export const changes: Readonly<Record<string, Config>> = {
  "one-timeout": timeout,
  "added-front-end": frontEnd,
  "rotated-password": password,
  "all-three": { ...timeout, ...frontEnd, ...password },
  nothing: {},
  "removed-sms-node": { smsNodes: [sms1, sms2] },
  "config-error": { failoverBudget: "3s", timeouts: { client: "soon" }, drained: ["sms-04"] },
};
