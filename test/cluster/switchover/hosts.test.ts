// A planned switchover on four real hosts, Debian's layout and EL's, with writers and browsers all along: how long nobody could
// write, and that nothing is lost, also where it is cut and repeated.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { must } from "../../support/stack/pulumi.ts";
import { Field, type Node, other, pause } from "./field.ts";

describe("a planned switchover of PostgreSQL alone", () => {
  const field = new Field("n2acd-t-switch", "172.30.241", "apt dnf");
  before(async () => {
    await field.up();
    await field.deploy({});
  });
  after(() => field.down());

  let primary: Node = "sms-01";
  /** Switches over with nothing in the way, and says for how long. */
  const good = async (what: string): Promise<void> => {
    const to = other(primary);
    const { status, report, said, gap, jarvis } = await field.switchTo(to);
    assert.equal(status, 0, said + JSON.stringify(report, null, 1));
    primary = to;
    await field.settled(to);
    const met = report.outage?.seconds ?? 0;
    console.log(
      `${what}, to ${to}: writers met ${gap.toFixed(2)} s, Jarvis ${jarvis.toFixed(2)} s, the command says ${met} s (${report.outage?.measured ?? ""})`,
    );
    assert.equal(report.outage?.measured, "clients");
    // On a busy machine the writers themselves may stall, before or after.
    assert.ok(gap < 15 && met > 0 && met < gap + 1, `the command says ${met} s, and writers met ${gap} s`);
    assert.ok(jarvis < 15, `Jarvis did not answer for ${jarvis} s`);
  };

  it("only looks, with --check; by make, as docs/operations/failover.md has it, Planned switchover", async () => {
    const environment = field.stack.env.map((each) => each.split(/=(.*)/).slice(0, 2) as [string, string]);
    const words = ["--no-print-directory", "switchover", `STACK=${field.stack.name}`, "TO=sms-02", "CHECK=1"];
    assert.match(
      await must("make", words, Object.fromEntries(environment)),
      /✔ A switchover of ACD to sms-02 would work now/,
    );
    const { status, report, gap } = await field.switchTo("sms-02", "--check");
    assert.equal(status, 0, JSON.stringify(report));
    assert.ok(gap < 1, `${gap} s`);
    await field.settled("sms-01");
  });

  it("goes to EL's layout, and back to Debian's", async () => {
    await good("plain");
    await good("plain");
  });

  const marks = [/prepares/, /stops/, /is shut down cleanly/, /is promoted/, /brings/];
  for (const mark of marks)
    it(`is killed at "${mark.source}", and goes on when it is run again`, async () => {
      const to = other(primary);
      await field.struck(to, mark, (pid) => process.kill(pid, "SIGKILL"));
      assert.notDeepEqual(await field.roles(), ["primary", "primary"]);
      const { status, report, said } = await field.switchTo(to);
      assert.equal(status, 0, said + JSON.stringify(report, null, 1));
      primary = to;
      await field.settled(to);
    });

  it("goes on by itself when its connections are cut while nobody can write", async () => {
    const to = other(primary);
    const { status, said } = await field.struck(to, /stops/, (pid) => {
      setTimeout(() => {
        Field.cutConnections(pid);
      }, 300);
    });
    assert.equal(status, 0, said);
    primary = to;
    await field.settled(to);
  });

  it("says on Ctrl-C what to do, and goes back with the old primary's name", async () => {
    const to = other(primary);
    await field.calm(to);
    const { status, said } = await field.struck(to, /stops/, (pid) => process.kill(-pid, "SIGINT"));
    assert.equal(status, 3);
    assert.match(
      said,
      /cut, and nobody can write now. Run the same again: it goes on. With the old primary's name it goes back/,
    );
    await pause(1500);
    const { status: back, report } = await field.switchTo(primary);
    assert.equal(back, 0, JSON.stringify(report, null, 1));
    assert.match(report.headline, /primary/);
    await field.settled(primary);
  });

  it("does the same without guards", async () => {
    await field.stack.setObject("guard", false);
    await field.stack.mustUp();
    await good("without guards");
    await good("without guards");
  });

  it("goes on where the old primary is drained, and takes writes at once", async () => {
    await field.stack.setObject("drained", [primary]);
    await field.stack.set({ drainPrimary: "true" });
    await field.stack.mustUp();
    const to = other(primary);
    const { status, report, said } = await field.switchTo(to);
    assert.ok(status <= 1, said + JSON.stringify(report, null, 1));
    primary = to;
    await field.settled(to);
    await field.stack.must("config", "rm", "n2acd-ha:drained");
    await field.stack.must("config", "rm", "n2acd-ha:drainPrimary");
    await field.stack.mustUp();
    const { status: after, report: now } = await field.switchTo(to);
    assert.equal(after, 0, JSON.stringify(now, null, 1));
  });
});
