// One failover under clients that write all the time: the fault, the manager's promotion, the first row, and the old primary's return.
import assert from "node:assert/strict";
import { loadavg } from "node:os";
import { setTimeout as sleep } from "node:timers/promises";
import { profiles } from "../../../lib/failover.ts";
import { guardLease } from "../../../lib/guard.ts";
import { nodes, otherThan } from "../../support/pair/pair.ts";
import { Psql } from "../../support/pair/psql.ts";
import { rowsOf } from "../../support/pair/rows.ts";
import { lostRows, twoWriters } from "../../support/pair/rules.ts";
import { Writer } from "../../support/pair/writer.ts";
import type { Round } from "../../support/managers/seen.ts";
import type { Fault } from "./faults.ts";
import type { Field } from "./field.ts";

/** Milliseconds until clients must have written to a writable primary, and for which an old primary is watched that lives again. */
const patience = 20_000;
const watch = 3000;
const lease = guardLease(profiles.fast);

export async function round(field: Field, fault: Fault): Promise<Round> {
  const { pair, primary: old } = field;
  const to = otherThan(old);
  const [oldAddress, address] = [pair.address(old), pair.address(to)];
  const writers = clients(field);
  const psql = await Psql.open(pair.container(to));
  const load = loadavg()[0] ?? 0;
  try {
    await Promise.all(writers.map((writer) => writer.first(oldAddress, 0, Date.now() + patience)));
    // The fault meets the manager, and the checks, at any point of their rhythm.
    await sleep(Math.random() * 3000);
    const begun = Date.now();
    const { at: struck, ended } = await fault.strike(field);
    const promotion = writable(psql, begun + 1000 * field.manager.within);
    // A command that failed says more than that nobody was promoted.
    const promoted = await Promise.race([promotion, ended?.then(() => promotion) ?? promotion]);
    const reachable = writers.filter(({ node }) => fault.silent !== true || node === to);
    const firsts = await Promise.all(
      reachable.map((writer) => writer.first(address, begun, promoted + patience)),
    );
    const written = firsts.map(({ acked }) => acked);
    await ended;
    if (fault.heal !== undefined) await field.on(old).run(fault.heal(field));
    await sleep(watch);
    await field.turned(to);
    const healed = Date.now();
    await Promise.all(writers.map((writer) => writer.first(address, healed, healed + patience)));
    await field.isStandby(old);

    const acks = writers.flatMap((writer) => writer.acks);
    const from =
      struck ?? Math.max(...acks.filter(({ server }) => server === oldAddress).map(({ acked }) => acked));
    const survived = await rowsOf(pair, to);
    const course = { acks, old: oldAddress, promoted: address, struck: struck ?? Infinity, survived };
    assert.deepEqual([...twoWriters(course), ...lostRows(course)], []);
    const since = fault.silent === true ? Math.max(promoted, from + lease) : promoted;
    const first = Math.min(...written);
    const seconds = (ms: number): number => Math.round(ms) / 1000;
    return {
      to,
      promoted: seconds(promoted - from),
      routed: seconds(first - since),
      all: seconds(first - from),
      last: seconds(Math.max(...written) - from),
      load,
    };
  } finally {
    psql.end();
    await Promise.all(writers.map((writer) => writer.stop()));
  }
}

/** Through each node, one client with a session for each row, and one that keeps its session. */
export function clients({ pair }: Field): Writer[] {
  return nodes.flatMap((node) => [false, true].map((held) => new Writer(node, pair.address(node), { held })));
}

/** Asks the standby itself until it is a primary that takes a write, and gives that moment. */
async function writable(psql: Psql, deadline: number): Promise<number> {
  while ((await psql.ask("SELECT pg_is_in_recovery()")) !== "f") {
    assert.ok(Date.now() < deadline, "the manager has not promoted the standby in time");
    await sleep(10);
  }
  // A transaction that gets a number has written WAL.
  assert.match(await psql.ask("SELECT pg_current_xact_id()"), /^\d+$/);
  return Date.now();
}
