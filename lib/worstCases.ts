import { seconds } from "./duration.ts";
import type { WorstCases } from "./guard.ts";

/** The worst cases in a sentence or two. */
export function inWords({ down, up, guards }: WorstCases): string {
  const dead = seconds(Math.max(down.refused, down.unavailable));
  const silent = seconds(Math.max(down.silentHost, down.hungAgent));
  if (guards === undefined)
    return `A dead primary is out within ${dead}, a silent or hanging one within ${silent}, and a new one is in within ${seconds(up)}.`;
  return (
    `After a promotion the old primary is out within ${seconds(guards.superseded)}, and the new one is in within ${seconds(up)}. If the old primary's host fell ` +
    `silent, the new one is in within ${seconds(guards.silent)} of the last message from there. Without a promotion, a dead primary is out within ${dead}, a silent or hanging one within ${silent}.`
  );
}
