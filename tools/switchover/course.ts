import { setTimeout as sleep } from "node:timers/promises";
import type { Log } from "./log.ts";
import type { Manager } from "./manager.ts";
import type { Member } from "./members.ts";
import { Trouble } from "./run.ts";
import { lookAtEach, type Seen } from "./seen.ts";

/** A switchover on its way. */
export interface Course {
  readonly members: readonly Member[];
  readonly manager: Manager;
  readonly from: Seen;
  readonly to: Seen;
  /** As all of them were when this stage was found. */
  readonly all: readonly Seen[];
  /** Of this run: on a host it says who may promote. */
  readonly id: string;
  readonly log: Log;
  /** Nobody can write from here on, or somebody can again. */
  readonly closed: (closed: boolean) => void;
}

/**
 * Looks until what it sees is enough.
 *
 * @throws Trouble with what was seen last.
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

/** In words, for an error. */
export function roles(seen: readonly Seen[]): string {
  return seen
    .map(({ member, role, streaming, trouble }) => {
      const why = trouble === undefined ? "" : ` (${trouble})`;
      return `${member.node} is ${role}${role === "standby" && !streaming ? ", and streams from nobody" : ""}${why}`;
    })
    .join("; ");
}
