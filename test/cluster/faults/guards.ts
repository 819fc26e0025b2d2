// Faults of the guards: nothing is worse than without them, and beside a silent one nobody is used before its lease is over.
import { setTimeout as sleep } from "node:timers/promises";
import { kill } from "../../support/pair/faults.ts";
import { nodes } from "../../support/pair/pair.ts";
import { profiles } from "../../../lib/failover.ts";
import { guardBounds } from "../../../lib/guard.ts";
import { bounds, type Case, failover } from "./cases.ts";
import type { Field } from "./field.ts";
import { docker } from "./network.ts";

const pid = "$(systemctl show -p MainPID --value n2acd-ha-guard)";
/** What is dropped where, as nft has it. */
const drop = (...chains: readonly string[]): string => `nft 'table inet bench_guard { ${chains.join(" ")} }'`;
const input = (rule: string): string =>
  `chain input { type filter hook input priority -300; ${rule} drop; };`;
const output = (rule: string): string =>
  `chain output { type filter hook output priority -300; ${rule} drop; };`;
const undrop = "nft delete table inet bench_guard";
const mute = drop(input('tcp dport 10001 iifname "eth0"'), output('tcp dport 10001 oifname "eth0"'));
const deaf = drop(input('tcp dport 10001 iifname "lo"'));
const blind = drop(output("tcp dport 5432 meta skuid n2acd-guard"));
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
    then: async (field) => {
      await onBoth(field, `kill -CONT ${pid}`);
    },
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
        .run(undrop)
        .then(() => undefined),
  },
  ...Object.entries({ "their HAProxies": deaf, "their PostgreSQL": blind }).map(([whom, cut]): Case => ({
    name: `both guards are cut off from ${whom} during a failover`,
    async strike(field) {
      await onBoth(field, cut);
      // Sessions that have begun are cut off as well, and noticed as silent.
      await sleep(2000);
      await field.strike(kill);
      return field.promote();
    },
    within: failover,
    promotes: true,
    then: async (field) => {
      await onBoth(field, undrop);
    },
  })),
  {
    name: "the primary's machine is paused, replaced, and goes on",
    async strike(field) {
      field.struck = Date.now();
      await docker(field, "pause");
      await sleep(500);
      return field.promote();
    },
    within: guardBounds(profiles.fast).silent + bounds.up,
    through: (field) => [field.standby],
    promotes: true,
    async then(field) {
      await docker(field, "unpause");
      field.resumed = Date.now();
      await field.recovered(field.standby, field.resumed, 3000);
      const age = 1000 * Number(await field.on(field.old).run(`ps -o etimes= -p ${pid}`));
      if (age < Date.now() - field.struck) throw new Error("systemd took the pause for a guard that hangs");
    },
    // As where it is cut off: it is promoted before its guard can know that the other one is silent.
    changes: 3,
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
