// A planned switchover by a real repmgr, under writers, cut and repeated.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { install } from "../../support/managers/debian.ts";
import { registerPair } from "../../support/managers/repmgr.ts";
import { Field, type Node, nodes, other } from "./field.ts";

describe("a planned switchover by repmgr", () => {
  const field = new Field("n2acd-t-switch-r", "172.30.243", "apt apt");
  before(async () => {
    await field.up();
    await install(
      nodes.map((node) => field.on(node)),
      "repmgr",
      "postgresql-15-repmgr",
    );
    await registerPair(field);
    await field.deploy({});
  });
  after(() => field.down());

  let primary: Node = "sms-01";
  it("is repmgr's own, there and back", async () => {
    await field.switchedBy("repmgr", "sms-02");
    await field.switchedBy("repmgr", "sms-01");
  });

  it("goes on on the host when the command is killed, and is waited for by the next one", async () => {
    const to = other(primary);
    await field.struck(to, /repmgr on/, (pid) => {
      setTimeout(() => process.kill(-pid, "SIGKILL"), 1500);
    });
    const { status, report, said } = await field.switchTo(to);
    assert.equal(status, 0, said + JSON.stringify(report, null, 1));
    primary = to;
    await field.settled(to);
  });

  it("names what repmgr itself would refuse", async () => {
    const to = other(primary);
    await field.on(primary).run("mv /var/lib/postgresql/.ssh/authorized_keys /var/lib/postgresql/.ssh/kept");
    const { status, report } = await field.switchTo(to);
    await field.on(primary).run("mv /var/lib/postgresql/.ssh/kept /var/lib/postgresql/.ssh/authorized_keys");
    assert.equal(status, 2);
    assert.match(
      report.problems.map(({ text }) => text).join("\n"),
      /repmgr would not switch over: ERROR.*SSH/,
    );
    await field.settled(primary);
  });

  it("says which commands go on when repmgr itself was killed after it had stopped the old primary", async () => {
    const to = other(primary);
    const old = primary;
    const killed = field.struck(to, /repmgr on/, (pid) => {
      void field
        .on(old)
        .run(
          "n=0; while [ -e /var/lib/postgresql/15/main/postmaster.pid ]; do n=$((n + 1)); [ $n -lt 3000 ] || exit 1; sleep 0.01; done",
        )
        .then(() =>
          field
            .on(to)
            .exec("pkill -9 -x repmgr; pkill -9 -f 'repmgr -f /etc/repmgr.conf standby switchove[r]'"),
        )
        .then(() => process.kill(-pid, "SIGKILL"));
    });
    await killed;
    const { status, report } = await field.switchTo(to);
    assert.ok(status === 1 || status === 2, JSON.stringify(report, null, 1));
    assert.match(report.problems[0]?.text ?? "", /^repmgr has (promoted|stopped) /);
    assert.notDeepEqual(await field.roles(), ["primary", "primary"]);

    // As it says.
    const todo = report.problems[0]?.todo ?? "";
    const commands = [...todo.matchAll(/on (sms-0[12])[^:]*: (cd .*?)(?=; on sms|\. Then)/g)];
    for (const [, node, command = ""] of commands) await field.on(node as Node).run(command);
    primary = commands.length > 0 ? to : old;
    const after = await field.switchTo(primary);
    assert.equal(after.status, 0, after.said + JSON.stringify(after.report, null, 1));
    await field.settled(primary);
  });
});
