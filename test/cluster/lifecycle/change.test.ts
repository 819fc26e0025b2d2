// Faults at each step while a cluster that serves is changed. See table.ts.
//
//   FAULT='disk full,read-only' STEP=sms-haproxy node --test test/cluster/lifecycle/change.test.ts      only these
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { assertServes } from "../../support/stack/traffic.ts";
import { Chain } from "./chain.ts";
import { Field } from "./field.ts";
import { Report } from "./report.ts";
import { changeRounds } from "./rounds.ts";
import { chosenFaults } from "../../support/lifecycle/table.ts";

const wantedFault = process.env["FAULT"] ?? "";
const wantedStep = process.env["STEP"] ?? "";

describe("a fault while a cluster is changed", { concurrency: 1 }, () => {
  const field = new Field("n2acd-lifecycle-change", "172.30.217", "change");
  const { hosts } = field;
  const report = new Report("change");

  before(async () => {
    await field.open();
    await field.stack.mustUp();
    await assertServes(hosts, "sms-01");
  });
  after(async () => {
    report.print();
    await field.close();
  });

  for (const fault of chosenFaults(wantedFault)) {
    it(`${fault}, at each step`, async () => {
      const chain = new Chain(field);
      await chain.play(changeRounds(fault, wantedStep));
      await assertServes(hosts, "sms-01");
      await field.assertConverged();
      for (const { cell, problems } of chain.played) report.note(cell, problems);
      assert.deepEqual(chain.problems, []);
    });
  }

  it(
    "a bad change of an SMS node is found there, before anything is touched",
    { skip: wantedStep !== "" },
    async () => {
      const nodes = ["sms-01", "sms-02", "fe-01", "fe-02"] as const;
      const configs = () =>
        Promise.all(nodes.map((node) => hosts.on(node).run("sha256sum /etc/haproxy/haproxy.cfg")));
      const workers = () => hosts.on("sms-02").run("pgrep -x haproxy");
      const before = { configs: await configs(), workers: await workers() };
      // HAProxy takes it, and no agent's answer is ever right.
      await field.stack.setObject("extraConfig", {
        sms: { "listen Postgres-ACD": ["http-check expect status 299"] },
      });
      const { status, text } = await field.stack.up();
      assert.notEqual(status, 0);
      assert.match(
        text,
        /sms-01: step haproxy: no server of Postgres-ACD answers as primary: sms-01 is DOWN \(L7STS/,
      );
      assert.match(
        text,
        /HAProxy was not touched, .*; asked now, a primary is reached through 15432 of sms-01, 15432 of sms-02\./,
      );
      assert.doesNotMatch(text, /(sms-02|fe-0\d)-(haproxy|web).*(creating|updating|failed)/);
      assert.deepEqual({ configs: await configs(), workers: await workers() }, before);
      await assertServes(hosts, "sms-01");
      await field.stack.must("config", "rm", "n2acd-ha:extraConfig");
      await field.stack.mustUp();
      await field.assertConverged();
    },
  );
});
