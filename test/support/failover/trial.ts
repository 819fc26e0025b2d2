// One failover: a fault on the primary, the promotion of the standby as early as anybody could, and the wait for the first row that the
// new primary takes from each client.
import { loadavg } from "node:os";
import { setTimeout as sleep } from "node:timers/promises";
import { profiles } from "../../../lib/failover.ts";
import { guardLease } from "../../../lib/guard.ts";
import { clear, mend, now } from "../pair/faults.ts";
import { type Node, nodes, otherThan } from "../pair/pair.ts";
import { Psql } from "../pair/psql.ts";
import { Writer } from "../pair/writer.ts";
import type { Field } from "./field.ts";
import { type Client, type Failover, type Kind, kinds } from "./records.ts";
import { courses, type Row } from "./rows.ts";
import { ports, rivalRuns, type Target, targets } from "./targets.ts";

/** Seconds for n2acd-ha, beyond any lease. */
const patienceForOwn = 12;
/** Milliseconds for which clients go on once each has a new primary, so that a second writer shows. */
const watch = 1000;

interface Place {
  readonly target: Target;
  readonly kind: Kind;
  readonly node: Node | undefined;
}

interface Seat extends Place {
  readonly writer: Writer;
}

/** The primary fails, and is a standby of the other one in the end. `patience` in seconds, for rivals. */
export async function failover(
  field: Field,
  row: Row,
  run: number,
  patience: number = courses[row].patience,
): Promise<Failover> {
  const { pair, primary: old } = field;
  const successor = otherThan(old);
  const { strike, through } = courses[row];
  const places = placesOf(row, run, old);
  /** From when on clients hurry. */
  let pressed = Infinity;
  // As precise as what is measured: every 20 ms in the beginning, later 2.5 % of the time that has passed.
  const pause = (): number =>
    Date.now() < pressed ? 100 : Math.min(500, Math.max(20, (Date.now() - pressed) / 40));
  const seats: Seat[] = [];
  const begin = (kind: Kind): void => {
    for (const place of places.filter((each) => each.kind === kind)) {
      const { target, node } = place;
      const addresses = node === undefined ? nodes.map((each) => pair.address(each)) : pair.address(node);
      const writer = new Writer(target, addresses, {
        held: true,
        port: ports[target],
        answer: 1000,
        pause,
      });
      seats.push({ ...place, writer });
    }
  };
  const psql = await Psql.open(pair.container(successor));
  const load = loadavg()[0] ?? 0;
  const clientOf = async ({ target, kind, node, writer }: Seat, since: number): Promise<Client> => {
    const limit = since + 1000 * (target === "guarded" ? patienceForOwn : patience);
    const at = await firstOf(writer, pair.address(successor), limit);
    const seconds = Number.isFinite(at) ? round(at - since) : null;
    return { target, kind, ...(node === undefined ? {} : { node }), seconds };
  };

  let result: Failover;
  try {
    begin("early");
    for (const { writer } of seats) await writer.first(pair.address(old), 0, Date.now() + 15_000);
    // The fault meets the checks at any point of their rhythm.
    await sleep(Math.random() * 3000);
    const struck = Number(await pair.on(old).run(`${strike}; ${now}`));
    const promoted = await psql.promote();
    let since = through === "survivor" ? Math.max(promoted, struck + leaseMs) : promoted;
    if (through === "returned") {
      await inUse(field, successor, promoted);
      since = Number(await pair.on(old).run(`${mend}; ${now}`));
      for (const { writer } of seats) writer.again();
    }
    pressed = since;
    begin("late");
    const clients = await Promise.all(seats.map((seat) => clientOf(seat, since)));
    await sleep(watch);
    result = {
      ...{ what: "failover", agent: field.agent, row, run, date: new Date().toISOString(), load },
      ...{ since: round(since - struck), patience, clients },
      astray: astrayOf(seats, pair.address(old), pair.address(successor)),
    };
  } finally {
    psql.end();
    await Promise.all(seats.map(({ writer }) => writer.stop()));
  }
  field.primary = successor;
  await pair.on(old).run(clear);
  await pair.rejoin(old);
  return result;
}

const leaseMs = guardLease(profiles.fast);

/**
 * Early clients through one node, late ones through the other, so that none is helped by the errors that another one has met there: by
 * turns through the old primary's node and the new one's. libpq has no node. Rivals are there in the first runs alone, because most of
 * the time is spent on waiting for them.
 */
export function placesOf(row: Row, run: number, old: Node): Place[] {
  const { through } = courses[row];
  const usable = through === "both" ? nodes : [through === "survivor" ? otherThan(old) : old];
  const early = Math.floor(run / 2) % 2 === 0 ? old : otherThan(old);
  return (run < rivalRuns ? targets : (["guarded"] as const)).flatMap((target) =>
    kinds.flatMap((kind): Place[] => {
      if (target === "libpq") return [{ target, kind, node: undefined }];
      const node = kind === "early" ? early : otherThan(early);
      return usable.includes(node) ? [{ target, kind, node }] : [];
    }),
  );
}

async function firstOf(writer: Writer, server: string, limit: number): Promise<number> {
  return await writer.first(server, 0, limit).then(
    ({ acked }) => acked,
    () => Infinity,
  );
}

/** The new primary takes rows through its own node: whoever comes back now comes back too late. */
async function inUse({ pair }: Field, successor: Node, promoted: number): Promise<void> {
  const writer = new Writer(successor, pair.address(successor));
  try {
    await writer.first(pair.address(successor), promoted, promoted + 1000 * patienceForOwn);
  } finally {
    await writer.stop();
  }
}

/** By target, the rows that the old primary took after the new one had taken its first. */
function astrayOf(seats: readonly Seat[], old: string, fresh: string): Failover["astray"] {
  const counts = targets.map((target): [Target, number] => {
    const acks = seats.filter((seat) => seat.target === target).flatMap(({ writer }) => writer.acks);
    const first = Math.min(...acks.filter(({ server }) => server === fresh).map(({ taken }) => taken));
    return [target, acks.filter(({ server, taken }) => server === old && taken > first).length];
  });
  return Object.fromEntries(counts.filter(([, count]) => count > 0));
}

/** Milliseconds as seconds. */
function round(ms: number): number {
  return Math.round(ms) / 1000;
}
