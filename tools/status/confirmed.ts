import { setTimeout as sleep } from "node:timers/promises";
import type { Looked } from "./look.ts";
import { statusOf } from "./report/report.ts";
import type { Status } from "./schema.ts";
import type { Source } from "./source.ts";

/** What the hosts answered, and the status that follows from it. */
export interface Judged {
  readonly looked: readonly Looked[];
  readonly status: Status;
}

/** Looks once. `before`: the result of an earlier look; hosts that could not be read then are not asked again. */
export async function judged(source: Source, before?: readonly Looked[]): Promise<Judged> {
  const looked = await source.look(before);
  return { looked, status: statusOf(source.stack, looked, new Date()) };
}

/**
 * Looks a second time if the first look found something wrong, and returns what the second one found: one slow answer, or an address that
 * moves at that moment, is no finding. A host that could not be read is not asked again, because waiting for it takes seconds.
 *
 * @param pause milliseconds between the two. A virtual address that moves, and a check that HAProxy repeats, take less than the default.
 */
export async function confirmed(source: Source, pause = 2000): Promise<Judged> {
  const first = await judged(source);
  if (first.status.level === "ok" || first.looked.every(({ answer }) => answer === undefined)) return first;
  await sleep(pause);
  return judged(source, first.looked);
}
