// The bundled agent on real hosts: set up, changed, exchanged for the vendor's and back, and gone without a trace.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import type { TestHost } from "../../support/exec.ts";
import { differences, snapshot, type Snapshot } from "../../support/snapshot.ts";
import { makePair, smsCalls, type Pair } from "../../support/steps/pair.ts";
import { mustRun, runStep, type Call } from "../../support/steps/steps.ts";

describe("the bundled agent", () => {
  let pair: Pair;
  let hosts: TestHost[];
  let found: Snapshot[];
  const own = (host: TestHost): string => pair.addresses[host === pair.primary ? 0 : 1];
  const call = (host: TestHost, step: string): Call => {
    const known = smsCalls(pair, host).find((each) => each.step === step);
    if (known === undefined) throw new Error(`no step ${step}`);
    return known;
  };
  const bundled = (host: TestHost, ...more: string[]): Call => ({
    step: "agent",
    args: [
      "kind=bundled",
      "role=health_check_user",
      "patience=2750",
      `listen=${own(host)}`,
      "check=5432:25432",
      ...more,
    ],
    input: call(host, "agent").input ?? "",
  });
  const code = (host: TestHost, path = "/") =>
    host.run(`curl -s -m 3 -o /dev/null -w '%{http_code}' http://${own(host)}:25432${path}`);
  const pid = (host: TestHost) => host.run("systemctl show -p MainPID --value n2acd-ha-agent");
  const eachHost = (work: (host: TestHost) => Promise<unknown>) => Promise.all(hosts.map(work));

  before(async () => {
    pair = await makePair("agentstep", "10.213.29");
    hosts = [pair.primary, pair.standby];
    await eachHost(async (host) => {
      await mustRun(host, { step: "packages", args: ["package=socat", "package=curl"] }, "apply");
      await mustRun(host, call(host, "database"), "apply");
      await mustRun(host, call(host, "firewall"), "apply");
    });
    found = await Promise.all(hosts.map((host) => snapshot(host.run)));
  });
  after(() => pair.remove());

  it("answers as PostgreSQL says, as its own user, and only that user and root read the password", async () => {
    await eachHost((host) => mustRun(host, bundled(host), "apply"));
    assert.deepEqual([await code(pair.primary), await code(pair.standby)], ["200", "503"]);
    for (const host of hosts) {
      assert.equal(await host.run("stat -c '%a %U:%G' /etc/psqlchk/config.json"), "640 root:n2acd-agent\n");
      assert.equal(await host.run("systemctl show -p User --value n2acd-ha-agent"), "n2acd-agent\n");
      assert.equal(await host.run("systemctl is-enabled n2acd-ha-agent"), "enabled\n");
      const config = JSON.parse(await host.run("cat /etc/psqlchk/config.json")) as Record<string, unknown>;
      assert.equal(config["probe_timeout_ms"], 2750);
    }
  });

  it("changes nothing the second time", async () => {
    const [host] = hosts as [TestHost];
    const [was, before] = [await pid(host), await snapshot(host.run)];
    assert.deepEqual(await mustRun(host, bundled(host), "apply"), [
      "n2acd-ha-agent reports the role of PostgreSQL",
    ]);
    assert.equal(await pid(host), was);
    assert.deepEqual(differences(before, await snapshot(host.run)), []);
  });

  it("is reloaded for a changed configuration, restarted for a changed program", async () => {
    const [host] = hosts as [TestHost];
    const was = await pid(host);
    const changed = bundled(host, "patience=3000");
    const args = changed.args.filter((word) => word !== "patience=2750");
    await mustRun(host, { ...changed, args }, "apply");
    assert.equal(await pid(host), was);
    assert.match(await host.run("cat /etc/psqlchk/config.json"), /"probe_timeout_ms": 3000/);
    await host.run("echo '# changed' >>/usr/local/lib/n2acd-ha-agent/wire.py");
    await mustRun(host, { ...changed, args }, "apply");
    assert.notEqual(await pid(host), was);
    assert.equal(await code(host), "200");
  });

  it("gets its last configuration back when a port is taken", async () => {
    const [host] = hosts as [TestHost];
    const was = await pid(host);
    const taken = { ...bundled(host), args: bundled(host).args.map((word) => word.replace(":25432", ":22")) };
    const { status, stderr } = await runStep(host, taken, "apply");
    assert.equal(status, 1);
    assert.match(
      stderr,
      /does not take it; port 22 belongs to the user root \(.+\); its last configuration is back/,
    );
    assert.equal(await code(host), "200", was);
  });

  it("says who has its port, and takes nobody's answer for its agent's", async () => {
    const [host] = hosts as [TestHost];
    const rogue = `python3 -c '
import socket
listener = socket.socket(); listener.setsockopt(1, 2, 1); listener.bind(("${own(host)}", 25432)); listener.listen(9)
while True:
    one, _ = listener.accept(); one.recv(999); one.sendall(b"HTTP/1.1 200 OK\\r\\n\\r\\n"); one.close()'`;
    await host.run(
      `systemctl stop n2acd-ha-agent; runuser -u nobody -- timeout 120 ${rogue} >/dev/null 2>&1 & sleep 1`,
    );
    const { status, stderr } = await runStep(host, bundled(host), "apply", { before: "N2ACD_AGENT_WAIT=3" });
    assert.equal(status, 1);
    assert.match(stderr, /; port 25432 belongs to the user nobody \(.+\)/);
    await host.run("pkill -u nobody python3; sleep 1");
    await mustRun(host, bundled(host), "apply");
    assert.equal(await code(host), "200");
  });

  it("takes over from the agent of before while all connections of PostgreSQL are taken, and back", async () => {
    const [host] = hosts as [TestHost];
    const was = await pid(host);
    await host.run(
      `for i in $(seq 1 97); do
         runuser -u postgres -- psql -qXAtc 'SELECT pg_sleep(20)' >/dev/null 2>&1 &
       done; sleep 4; echo '# changed' >>/usr/local/lib/n2acd-ha-agent/wire.py`,
    );
    const checks = host.run(
      `for i in $(seq 1 60); do curl -s -m 3 -o /dev/null -w '%{http_code}\\n' http://${own(host)}:25432/; sleep 0.1; done`,
    );
    await host.run("systemctl restart n2acd-ha-agent");
    assert.deepEqual(new Set((await checks).trim().split("\n")), new Set(["200"]));
    assert.notEqual(await pid(host), was);
    await host.run("pkill -u postgres psql || true");
    await mustRun(host, bundled(host), "apply");
  });

  it("makes room for the vendor's agent, and takes its place again", async () => {
    const [host] = hosts as [TestHost];
    await mustRun(host, { step: "packages", args: ["package=n2pg-aux"] }, "apply");
    assert.match((await mustRun(host, call(host, "agent"), "apply")).join("\n"), /stops n2acd-ha-agent/);
    assert.equal(
      await host.run("systemctl is-active pgsqlchk; [ ! -e /usr/local/lib/n2acd-ha-agent ] && echo gone"),
      "active\ngone\n",
    );
    assert.equal(await code(host), "200");
    assert.match((await mustRun(host, bundled(host), "apply")).join("\n"), /stops pgsqlchk/);
    assert.equal(await host.run("systemctl is-enabled pgsqlchk || true"), "disabled\n");
    assert.equal(await code(host, "/primary"), "200");
  });

  it("keeps the agent that works when the other one cannot be proven", async () => {
    const [host] = hosts as [TestHost];
    const wrong = {
      ...call(host, "agent"),
      args: call(host, "agent").args.map((w) => w.replace(":25432", ":22")),
    };
    const { status } = await runStep(host, wrong, "apply", { before: "N2ACD_AGENT_WAIT=3" });
    assert.equal(status, 1);
    assert.equal(
      await host.run("systemctl is-active n2acd-ha-agent; systemctl is-active pgsqlchk || true"),
      "active\ninactive\n",
    );
    assert.equal(await code(host, "/primary"), "200");
  });

  it("converges wherever it is killed, and so does its undo", { timeout: 300_000 }, async () => {
    const [, host] = hosts as [TestHost, TestHost];
    for (const action of ["undo", "apply"] as const) {
      for (let ms = 50; ms < 1500; ms += 250) {
        const cut = await runStep(host, bundled(host), action, { before: `timeout -s KILL ${ms / 1000}` });
        if (cut.status === 0) break;
      }
      await mustRun(host, bundled(host), action);
    }
    assert.equal(await code(host), "503");
  });

  it("leaves no trace, undone once and again", async () => {
    for (const [i, host] of hosts.entries()) {
      await mustRun(host, bundled(host), "undo");
      await mustRun(host, bundled(host), "undo");
      if (host === pair.primary)
        await mustRun(host, { step: "packages", args: ["package=n2pg-aux"] }, "undo");
      if (host === pair.standby) assert.deepEqual(differences(found[i] ?? {}, await snapshot(host.run)), []);
    }
  });
});
