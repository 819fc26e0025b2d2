// HAProxy itself, on both nodes, alone and in the middle of a failover.
import { kill } from "../../support/pair/faults.ts";
import { bounds, type Case, failover } from "./cases.ts";
import type { Field } from "./field.ts";

const onBoth = (field: Field, command: string) =>
  Promise.all([field.on(field.old), field.on(field.standby)].map((host) => host.run(command)));

const killProxy = "kill -KILL $(pgrep -x haproxy) 2>/dev/null || true";

/** HAProxy's own way back: systemd starts it again, and it checks its servers. */
const startUp = 1000;

const during = (what: string, command: string, extra: number, changes: number): Case => ({
  name: `HAProxy is ${what} during a failover`,
  async strike(field) {
    await field.strike(kill);
    const [promoted] = await Promise.all([field.promote(), onBoth(field, command)]);
    await onBoth(field, command);
    return Math.max(promoted, Date.now());
  },
  within: failover + extra,
  promotes: true,
  changes,
});

export const proxyCases: readonly Case[] = [
  {
    name: "HAProxy is killed",
    async strike(field) {
      field.struck = Date.now();
      await onBoth(field, killProxy);
      return Date.now();
    },
    within: startUp + bounds.up,
    promotes: false,
    changes: 1,
  },
  during("reloaded", "systemctl reload haproxy", 0, 4),
  during("restarted", "systemctl reset-failed haproxy; systemctl restart haproxy", startUp, 4),
];
