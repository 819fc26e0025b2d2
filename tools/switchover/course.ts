import { setTimeout as sleep } from "node:timers/promises";
import type { Log } from "./log.ts";
import type { Manager } from "./manager.ts";
import type { Member } from "./members.ts";
import { Trouble } from "./run.ts";
import { lookAtEach, type Seen } from "./seen.ts";

/** A switchover in progress. */
export interface Course {
  readonly members: readonly Member[];
  readonly manager: Manager;
  readonly from: Seen;
  readonly to: Seen;
  /** The state of all members when this stage was determined. */
  readonly all: readonly Seen[];
  /** Identifies this run: a host stores it to record which run may promote. */
  readonly id: string;
  readonly log: Log;
  /** Called with true when nobody can write from now on, and with false when writes work again. */
  readonly closed: (closed: boolean) => void;
}

/**
 * Reads the members again and again until `wanted` returns true.
 *
 * @throws Trouble after `seconds`, made from what was seen last.
 */
export async function until(
  members: readonly Member[],
  wanted: (seen: readonly Seen[]) => boolean,
  seconds: number,
  trouble: (seen: readonly Seen[]) => Trouble,
): Promise<Seen[]> {
  const end = Date.now() + seconds * 1000;
  for (;;) {
    const seen = await lookAtEach(members);
    if (wanted(seen)) return seen;
    if (Date.now() > end) throw trouble(seen);
    await sleep(200);
  }
}

export function of(seen: readonly Seen[], node: string): Seen | undefined {
  return seen.find(({ member }) => member.node === node);
}

/** The roles of the members in words, for an error. */
export function roles(seen: readonly Seen[]): string {
  return seen
    .map(({ member, role, streaming, trouble }) => {
      const why = trouble === undefined ? "" : ` (${trouble})`;
      return `${member.node} is ${role}${role === "standby" && !streaming ? ", and streams from nobody" : ""}${why}`;
    })
    .join("; ");
}
