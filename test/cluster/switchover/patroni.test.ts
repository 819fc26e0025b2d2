// A planned switchover by a real Patroni with etcd, under writers, cut and repeated.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { install } from "../../support/managers/debian.ts";
import { patronictl, startPatroni } from "../../support/managers/patroni.ts";
import { Field, type Node, nodes, other } from "./field.ts";

describe("a planned switchover by Patroni", () => {
  const field = new Field("n2acd-t-switch-p", "172.30.242", "apt apt");
  before(async () => {
    await field.up();
    await install(
      nodes.map((node) => field.on(node)),
      "patroni",
      "etcd-server",
    );
    await startPatroni(field, {
      etcd: ["sms-01"],
      settings: ["loop_wait=2", "retry_timeout=5", "ttl=20"],
    });
    await field.deploy({ agent: { port: 8008, path: "/primary" } });
  });
  after(() => field.down());

  let primary: Node = "sms-01";
  it("is Patroni's own, there and back", async () => {
    await field.switchedBy("patroni", "sms-02");
    await field.switchedBy("patroni", "sms-01");
  });

  for (const mark of [/asks the status/, /Patroni switches/, /is the primary/])
    it(`is killed at "${mark.source}", and goes on when it is run again`, async () => {
      const to = other(primary);
      await field.struck(to, mark, (pid) => process.kill(-pid, "SIGKILL"));
      const { status, report, said } = await field.switchTo(to);
      assert.equal(status, 0, said + JSON.stringify(report, null, 1));
      primary = to;
      await field.settled(to);
    });

  it("is refused while Patroni is paused, and nothing changes", async () => {
    await patronictl(field, "sms-01", "pause --wait");
    const { status, report } = await field.switchTo(other(primary));
    await patronictl(field, "sms-01", "resume --wait");
    assert.equal(status, 2);
    assert.match(report.problems.map(({ text }) => text).join("\n"), /Patroni is paused/);
    await field.settled(primary);
  });
});
