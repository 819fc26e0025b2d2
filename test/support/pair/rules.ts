// What must hold whatever happens, as a list of what does not.
import type { Ack } from "./writer.ts";

/** Servers are told apart by address. */
export interface Course {
  readonly acks: readonly Ack[];
  readonly old: string;
  /** Undefined where no standby was promoted. */
  readonly promoted?: string | undefined;
  /** Date.now() of the fault. */
  readonly struck: number;
  /** About when the old primary's machine, which had stood still, went on; by Date.now(). */
  readonly resumed?: number | undefined;
  /** The ids that the surviving primary has in the end. */
  readonly survived: ReadonlySet<number>;
}

/**
 * Milliseconds before the fault from which on replication may not have got round to a row: it is asynchronous, and
 * what the promotion leaves behind is lost without any doing of HAProxy's.
 */
const inFlight = 1000;

/** Milliseconds around `resumed` in which the old primary may take what its HAProxy held: nobody can end that sooner. */
const moment = 500;

/** No row is accepted by two primaries: none by the old one any more once the new one has taken its first. */
export function twoWriters({ acks, old, promoted, resumed = Infinity }: Course): string[] {
  const first = acks
    .filter(({ server }) => server === promoted)
    .reduce((min, { taken }) => Math.min(min, taken), Infinity);
  const excused = (taken: number) => Math.abs(taken - resumed) < moment;
  const late = acks.filter(({ server, taken }) => server === old && taken > first && !excused(taken));
  if (late.length === 0) return [];
  const last = Math.max(...late.map(({ taken }) => taken));
  return [
    `${late.length} rows went to ${old} after the first to ${promoted ?? ""}, the last ${last - first} ms after it`,
  ];
}

/** No row is lost that the surviving primary took, or that was replicated long since. */
export function lostRows({ acks, old, promoted, struck, survived }: Course): string[] {
  const lost = acks.filter(
    ({ id, server, acked }) =>
      !survived.has(id) && (server !== old || promoted === undefined || acked < struck - inFlight),
  );
  return lost.length === 0
    ? []
    : [`${lost.length} acknowledged rows are lost, the first is ${lost[0]?.id ?? ""}`];
}

/** No server changes its state more than `most` times. `events` are like `sms-01 DOWN`. */
export function flapping(node: string, events: readonly string[], most: number): string[] {
  const times = new Map<string, number>();
  for (const event of events) {
    const server = event.split(" ")[0] ?? "";
    times.set(server, (times.get(server) ?? 0) + 1);
  }
  return [...times]
    .filter(([, count]) => count > most)
    .map(([server]) => `${node} flaps: ${events.join(", ")} (${server} more than ${most} times)`);
}
