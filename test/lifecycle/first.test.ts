// Faults at each step of a first `up`, one run after the other; and what was half done is undone exactly. See table.ts.
//
//   FAULT='disk full' node --test test/lifecycle/first.test.ts      only this one
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { assertServes } from "../e2e/support/traffic.ts";
import type { Node } from "../e2e/support/hosts.ts";
import type { Snapshot } from "../hosts/snapshot.ts";
import { Field } from "./field.ts";
import { judge, strike, type Struck } from "./play.ts";
import { Report } from "./report.ts";
import { firstRounds } from "./rounds.ts";
import { type Fault, faultNames } from "./table.ts";
import { Traffic } from "./traffic.ts";

const wantedFault = process.env["FAULT"] ?? "";
const wantedStep = process.env["STEP"] ?? "";

/** After these a first `up` is taken back in place of being gone on with. */
const takenBack = ["sms-packages", "sms-database", "sms-agent", "sms-haproxy", "fe-web"];

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

  for (const fault of faultNames.filter((name) => name.includes(wantedFault))) {
    it(`${fault}, at each step`, async () => {
      const traffic = new Traffic(hosts.address("sms-01"), 5432, hosts.address("fe-02"), ["/"]);
      const problems: string[] = [];
      const struck: Struck[] = [];
      try {
        for (const kind of ["sms", "fe"] as const) {
          await field.frontEnds(kind === "fe");
          for (const cells of firstRounds(kind, fault, wantedStep)) {
            const [these, wrong] = await strike(field, cells);
            struck.push(...these);
            problems.push(...wrong);
            if (fault === "runner killed") await field.unlock();
          }
        }
      } finally {
        problems.push(...(await traffic.stop()));
      }
      await field.stack.mustUp();
      for (const one of struck) problems.push(...judge(one, await field.runs(one.cell), field, false));
      await assertServes(hosts, "sms-01");
      await field.assertConverged();
      await field.stack.mustDestroy();
      assert.deepEqual(await hosts.changes(found), []);
      for (const { cell } of struck) report.note(cell, problems);
      assert.deepEqual(problems, []);
    });
  }

  const endings: readonly Fault[] = ["host restarted", "runner killed"];
  for (const fault of endings.filter((name) => name.includes(wantedFault))) {
    for (const step of takenBack.filter((name) => name.includes(wantedStep))) {
      it(`${fault} at ${step}, and taken back`, async () => {
        const kind = step.startsWith("fe") ? "fe" : "sms";
        await field.frontEnds(kind === "fe");
        const [cells = []] = firstRounds(kind, fault, step);
        const [, problems] = await strike(field, cells);
        if (fault === "runner killed") await field.unlock();
        await field.stack.mustDestroy();
        assert.deepEqual(await hosts.changes(found), []);
        assert.deepEqual(problems, []);
      });
    }
  }
});
