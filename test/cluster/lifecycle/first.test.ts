// Faults at each step of a first `up`, one run after the other; and what was half done is undone exactly. See table.ts.
//
//   FAULT='disk full,read-only' node --test test/cluster/lifecycle/first.test.ts      only these
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { assertServes } from "../../support/stack/traffic.ts";
import type { Node } from "../../support/stack/hosts.ts";
import type { Snapshot } from "../../support/snapshot.ts";
import { type Cell, Field } from "./field.ts";
import { judge, strike, type Struck } from "./play.ts";
import { Report } from "./report.ts";
import { firstRounds, nameOf, type Round } from "./rounds.ts";
import { chosenFaults, type Fault } from "../../support/lifecycle/table.ts";
import { Traffic } from "./traffic.ts";

const wantedFault = process.env["FAULT"] ?? "";
const wantedStep = process.env["STEP"] ?? "";

interface Played {
  readonly struck: readonly Struck[];
  readonly problems: readonly string[];
}
type Outcome = readonly [Cell, readonly string[]];

/** After these a first `up` is taken back in place of being gone on with. */
const takenBack = ["sms-packages", "sms-database", "sms-agent", "sms-haproxy", "fe-web", "fe-tls"];

describe("a fault in a first up", { concurrency: 1 }, () => {
  const field = new Field("n2acd-lifecycle-first", "172.30.218", "first");
  const { hosts } = field;
  const report = new Report("first");
  let found: Record<Node, Snapshot>;

  before(async () => {
    await field.open();
    found = await hosts.look();
  });
  after(async () => {
    report.print();
    await field.close();
  });

  for (const fault of chosenFaults(wantedFault)) {
    it(`${fault}, at each step`, async () => {
      const outcomes: Outcome[] = [];
      const problems: string[] = [];
      try {
        const [seen, wrong] = await played(fault);
        outcomes.push(...seen);
        problems.push(...wrong);
        await assertServes(hosts, "sms-01");
        await field.assertConverged();
      } finally {
        await field.destroy();
      }
      assert.deepEqual(await hosts.changes(found), []);
      for (const [cell, wrong] of outcomes) report.note(cell, wrong);
      assert.deepEqual(problems, []);
    });
  }

  /** Up after up, each of them struck, until one goes through; then the same with front ends, whom the SMS nodes let in. */
  async function played(fault: Fault): Promise<readonly [Outcome[], string[]]> {
    const outcomes: Outcome[] = [];
    const all: string[] = [];
    for (const kind of ["sms", "fe"] as const) {
      await field.frontEnds(kind === "fe");
      const rounds: Played[] = [];
      for (const cells of firstRounds(kind, fault, wantedStep)) rounds.push(await play(cells));
      await field.stack.mustUp();
      const converged = await field.runs({ kind });
      all.push(...rounds.flatMap(({ problems }) => problems));
      for (const [i, { struck, problems }] of rounds.entries()) {
        // The next round's `up` is the one that mended this round's node.
        const until = [...problems, ...(rounds[i + 1]?.problems ?? [])];
        for (const one of struck) {
          const judged = judge(one, converged, field, false);
          all.push(...judged);
          outcomes.push([one.cell, [...until, ...judged]]);
        }
      }
    }
    return [outcomes, all];
  }

  /** One struck `up`, with users of the other nodes. */
  async function play(cells: Round): Promise<Played> {
    const begun = performance.now();
    const traffic = new Traffic(hosts.address("sms-01"), 5432, hosts.address("fe-02"), ["/"]);
    const problems: string[] = [];
    const struck: Struck[] = [];
    try {
      const [these, wrong] = await strike(field, cells);
      struck.push(...these);
      problems.push(...wrong);
      if (cells[0]?.fault === "runner killed") await field.unlock();
    } catch (error) {
      // The other steps may say something yet.
      problems.push(`${nameOf(cells)}: ${String(error)}`);
      for (const cell of cells) await field.mend(cell);
    } finally {
      problems.push(...(await traffic.stop()));
    }
    console.log(
      [`${nameOf(cells)}: ${Math.round((performance.now() - begun) / 1000)} s`, ...problems].join("\n"),
    );
    return { struck, problems };
  }

  const endings: readonly Fault[] = ["host restarted", "runner killed"];
  for (const fault of chosenFaults(wantedFault).filter((name) => endings.includes(name))) {
    for (const step of takenBack.filter((name) => name.includes(wantedStep))) {
      it(`${fault} at ${step}, and taken back`, async () => {
        const kind = step.startsWith("fe") ? "fe" : "sms";
        await field.frontEnds(kind === "fe");
        const [cells = []] = firstRounds(kind, fault, step);
        const [, problems] = await strike(field, cells);
        if (fault === "runner killed") await field.unlock();
        await field.destroy();
        assert.deepEqual(await hosts.changes(found), []);
        assert.deepEqual(problems, []);
      });
    }
  }
});
