// Faults at each step while a cluster that serves is changed. See table.ts.
//
//   FAULT='disk full' STEP=sms-haproxy node --test test/lifecycle/change.test.ts      only these
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { assertServes } from "../e2e/support/traffic.ts";
import { changeOf } from "./changes.ts";
import { type Cell, Field, touched } from "./field.ts";
import { judge, strike } from "./play.ts";
import { Report } from "./report.ts";
import { changeRounds } from "./rounds.ts";
import { faultNames } from "./table.ts";
import { Traffic } from "./traffic.ts";

const wantedFault = process.env["FAULT"] ?? "";
const wantedStep = process.env["STEP"] ?? "";

describe("a fault while a cluster is changed", { concurrency: 1 }, () => {
  const field = new Field("n2acd-lifecycle-change", "172.30.217", "change");
  const { hosts } = field;
  const report = new Report("change");
  let n = 1;

  before(async () => {
    await field.open();
    await field.stack.mustUp();
    await assertServes(hosts, "sms-01");
  });
  after(async () => {
    report.print();
    await field.close();
  });

  for (const fault of faultNames.filter((name) => name.includes(wantedFault))) {
    for (const cells of changeRounds(fault, wantedStep)) {
      it(`${fault}: ${cells.map(({ kind, step }) => `${kind}-${step}`).join(", ")}`, async () => {
        n += 1;
        await prepare(cells);
        const paths = ["/", "/n2acd-fe/jarvis-agent"];
        const traffic = new Traffic(hosts.address("sms-01"), 15_432, hosts.address("fe-02"), paths);
        const problems: string[] = [];
        try {
          const [struck, wrong] = await strike(field, cells);
          problems.push(...wrong);
          if (fault === "runner killed") await field.unlock();
          await field.stack.mustUp();
          for (const one of struck) problems.push(...judge(one, await field.runs(one.cell), field, true));
        } finally {
          problems.push(...(await traffic.stop()));
        }
        await assertServes(hosts, "sms-01");
        await field.assertConverged();
        for (const cell of cells) report.note(cell, problems);
        assert.deepEqual(problems, []);
      });
    }
  }

  /** Gives the steps something to do. */
  async function prepare(cells: readonly Cell[]): Promise<void> {
    for (const cell of cells) {
      const { set, undone } = changeOf(cell.step, cell.fault);
      if (set !== undefined) await field.stack.set(set(n));
      if (undone === undefined) continue;
      await field.on(cell).run(undone);
      await field.stack.set({ [`repair.${touched[cell.kind]}-${cell.step}`]: String(n) });
    }
  }
});
