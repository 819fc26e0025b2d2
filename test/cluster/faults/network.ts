// The primary's host is cut off without a word, lives on, and comes back as a second primary; or loses its power.
import { setTimeout as sleep } from "node:timers/promises";
import { cut, mend } from "../../support/pair/faults.ts";
import { local } from "../../support/exec.ts";
import { bounds, type Case, strikeAndPromote } from "./cases.ts";
import type { Field } from "./field.ts";

const directions = { in: ["input"], out: ["output"], both: ["input", "output"] } as const;

const cutOff = Object.entries(directions).map(([name, hooks]): Case => ({
  name: `the primary's host is cut off (${name}), and comes back`,
  strike: strikeAndPromote(cut(...hooks)),
  within: bounds.down.silentHost,
  through: (field) => [field.standby],
  promotes: true,
  then: (field) => field.strike(mend),
  changes: 2,
  // It is promoted before its guard can know that the other one is silent: up, held back, and up again.
  guardedChanges: 3,
  unfenced: true,
}));

export async function docker(field: Field, action: "kill" | "start" | "pause" | "unpause"): Promise<void> {
  const { status, stderr } = await local(["docker", action, field.pair.container(field.old)]);
  if (status !== 0) throw new Error(stderr);
}

export const networkCases: readonly Case[] = [
  ...cutOff,
  {
    name: "the primary's host is cut off for 2 s only",
    async strike(field) {
      await field.strike(cut("input", "output"));
      const promoted = await field.promote();
      await sleep(2000);
      await field.strike(mend);
      await sleep(3000);
      await field.strike(cut("input", "output"));
      return Math.max(promoted, Date.now());
    },
    within: bounds.down.silentHost,
    through: (field) => [field.standby],
    promotes: true,
    // The cut-off host's own HAProxy sees the new primary for the 3 s between.
    changes: 2,
    // The new primary waits for the old one's lease, and is held back there until it has heard that the old one yields.
    guardedChanges: 4,
  },
  {
    name: "the primary's host loses its power, and starts again as a primary",
    async strike(field) {
      field.struck = Date.now();
      await docker(field, "kill");
      return field.promote();
    },
    within: bounds.down.silentHost,
    through: (field) => [field.standby],
    promotes: true,
    then: (field) => docker(field, "start"),
    changes: 2,
  },
];
