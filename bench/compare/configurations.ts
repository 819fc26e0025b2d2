// HAProxy's configuration for the hosts: the program renders it, and the rivals get it as text, so that all tools write the same files.
import { feDefaults, smsDefaults } from "../../components/settings.ts";
import { renderFe } from "../../lib/haproxy/fe.ts";
import { renderSms } from "../../lib/haproxy/sms.ts";
import type { Site } from "./hosts.ts";

export interface Configurations {
  readonly smsConfiguration: string;
  readonly feConfiguration: string;
}

/** Without guards, which the rivals have not. */
export function configurationsOf({ sms, clientTimeout }: Site): Configurations {
  const client = Number(clientTimeout.replace("m", "")) * 60_000;
  const common = { smsNodes: sms, stack: "" };
  return {
    smsConfiguration: renderSms({
      ...smsDefaults,
      ...common,
      guardPort: undefined,
      guardedFailover: undefined,
      timeouts: { ...smsDefaults.timeouts, client },
    }),
    feConfiguration: renderFe({ ...feDefaults, ...common, timeouts: { ...feDefaults.timeouts, client } }),
  };
}
