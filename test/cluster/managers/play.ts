// The faults and rounds that a run plays, and its record:
//
//   MANAGER=repmgr FAULT=hangs RUNS=1 node --test test/cluster/managers/*.test.ts     only those whose names match
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { cut, mend } from "../../support/pair/faults.ts";
import { otherThan } from "../../support/pair/pair.ts";
import { rowsOf } from "../../support/pair/rows.ts";
import { faults, played, record, type Round, type Setup } from "../../support/managers/seen.ts";
import { must, root } from "../../support/stack/pulumi.ts";
import { all } from "./faults.ts";
import { Field, type Manager } from "./field.ts";
import { clients, round } from "./round.ts";

const wanted = (variable: string, name: string): boolean =>
  new RegExp(process.env[variable] ?? "").test(name);
const enough = 3;
const runs = Number(process.env["RUNS"] ?? enough);
const isolated = "a standby that is cut off is not promoted, and nobody notices";

export function play(setup: Setup, manager: Manager, name: string, prefix: string): void {
  if (!wanted("MANAGER", setup)) return;
  describe(setup, { concurrency: 1 }, () => {
    const field = new Field(manager, name, prefix);
    before(() => field.up());
    after(() => field.pair.down());

    const names = played[setup];
    for (const fault of all.filter((each) => names.includes(each.name) && wanted("FAULT", each.name)))
      it(fault.name, async (t) => {
        const rounds: Round[] = [];
        for (let run = 0; run < runs; run += 1) {
          const seconds = await round(field, fault);
          t.diagnostic(JSON.stringify(seconds));
          rounds.push(seconds);
        }
        const commit = (await must("git", ["-C", root, "rev-parse", "--short", "HEAD"])).trim();
        const date = new Date().toISOString().slice(0, 10);
        // A shorter run tries something out.
        if (runs >= enough) record({ setup, fault: fault.name, date, commit, rounds });
      });

    if (names === faults && wanted("FAULT", isolated)) it(isolated, () => isolate(field));
  });
}

/** Longer than the manager waits before it promotes. Clients of the other node must write all along. */
async function isolate(field: Field): Promise<void> {
  const { pair, primary, manager } = field;
  const standby = otherThan(primary);
  const writers = clients(field);
  const own = writers.filter(({ node }) => node === primary);
  try {
    await Promise.all(writers.map((writer) => writer.first(pair.address(primary), 0, Date.now() + 20_000)));
    const begun = Date.now();
    await field.on(standby).run(cut("input", "output"));
    await sleep(1000 * manager.within);
    const role = await field.role(standby);
    await field.on(standby).run(mend);
    assert.equal(role, "standby");
    await field.settled();
    const healed = Date.now();
    await Promise.all(writers.map((writer) => writer.first(pair.address(primary), healed, healed + 20_000)));
    for (const { failures } of own)
      assert.deepEqual(
        failures.filter(({ at }) => at > begun),
        [],
      );
    const acks = writers.flatMap((writer) => writer.acks);
    const rows = await rowsOf(pair, primary);
    assert.deepEqual(
      acks.filter(({ id }) => !rows.has(id)),
      [],
    );
  } finally {
    await Promise.all(writers.map((writer) => writer.stop()));
  }
}
