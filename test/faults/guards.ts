// Faults of the guards: nothing is worse than without them, and beside a silent one nobody is used before its lease is over.
import { kill } from "../../bench/lib/faults.ts";
import { nodes } from "../../bench/lib/pair.ts";
import { profiles } from "../../lib/failover.ts";
import { guardBounds } from "../../lib/guard.ts";
import { bounds, type Case, failover } from "./cases.ts";
import type { Field } from "./field.ts";

const pid = "$(systemctl show -p MainPID --value n2acd-ha-guard)";
const mute = `nft 'table inet bench_guard { chain input { type filter hook input priority -300; tcp dport 10001 iifname "eth0" drop; };
  chain output { type filter hook output priority -300; tcp dport 10001 oifname "eth0" drop; }; }'`;
const onBoth = (field: Field, command: string): Promise<unknown> =>
  Promise.all(nodes.map((node) => field.on(node).run(command)));

export const guardCases: readonly Case[] = [
  {
    name: "both guards are killed during a failover",
    async strike(field) {
      await field.strike(kill);
      await onBoth(field, "systemctl kill -s KILL n2acd-ha-guard");
      return field.promote();
    },
    within: failover,
    promotes: true,
  },
  {
    name: "both guards hang during a failover",
    async strike(field) {
      await onBoth(field, `kill -STOP ${pid}`);
      await field.strike(kill);
      return field.promote();
    },
    within: failover,
    promotes: true,
  },
  {
    name: "both guards are stopped before a failover, and started after it",
    async strike(field) {
      await onBoth(field, "systemctl stop n2acd-ha-guard");
      await field.strike(kill);
      return field.promote();
    },
    within: failover,
    promotes: true,
    then: async (field) => {
      await onBoth(field, "systemctl start n2acd-ha-guard");
    },
  },
  {
    name: "the guards do not hear each other during a failover",
    async strike(field) {
      await field.strike(`${mute}; ${kill}`);
      return field.promote();
    },
    within: guardBounds(profiles.fast).silent + bounds.up,
    promotes: true,
    // It is promoted before its guard can know that the other one is silent: up, held back, and up again.
    changes: 3,
    then: (field) =>
      field
        .on(field.old)
        .run("nft delete table inet bench_guard")
        .then(() => undefined),
  },
  {
    name: "the guards are restarted",
    async strike(field) {
      await onBoth(field, "systemctl restart n2acd-ha-guard");
      return Date.now();
    },
    within: 500,
    promotes: false,
    changes: 0,
    sessionsLive: true,
  },
];
