// Both passwords change under load, with either agent: nobody notices, and afterwards only the new ones are good.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import type { TestHost } from "../../support/exec.ts";
import { runStep } from "../../support/steps/steps.ts";
import { Cluster, type Kind } from "./support/cluster.ts";
import { failedChecks, loadDuring } from "./support/load.ts";

const first = { password: "Only-4_tests", stats: "first" };

const kinds: readonly (readonly [kind: Kind, net: string])[] = [
  ["bundled", "10.213.31"],
  ["n2pg-aux", "10.213.32"],
];
for (const [kind, net] of kinds) {
  describe(`rotation with ${kind}`, () => {
    let cluster: Cluster;
    const login = (host: TestHost, password: string) =>
      host.exec(
        `PGPASSWORD=${password} PGCONNECT_TIMEOUT=5 psql -wXAtqc 'SELECT 1' -h ${cluster.pair.addresses[0]} -U health_check_user postgres`,
      );
    const page = (host: TestHost, password: string) =>
      host.run(`curl -s -m 5 -o /dev/null -w '%{http_code}' -u admin:${password} http://127.0.0.1:7000/`);
    const checks = () => Promise.all(cluster.hosts.map(failedChecks));

    before(async () => {
      cluster = await Cluster.make(`rot-${kind}`, net, kind, first);
    });
    after(() => cluster.remove());

    it("fails no check, no connection and no session", { timeout: 300_000 }, async (test) => {
      const found = await checks();
      let said: string[] = [];
      let during = found;
      const seen = await loadDuring(cluster.hosts, async () => {
        said = await cluster.up({ ...first, password: "second" });
        during = await checks();
        await cluster.up({ ...first, password: "third", stats: "third" });
      });
      test.diagnostic(JSON.stringify(seen));
      assert.deepEqual(during, found);
      for (const { newConnections, session, errors } of seen) {
        assert.equal(errors, "");
        assert.equal(newConnections.bad, 0);
        assert.equal(session.bad, 0);
        assert.ok(newConnections.good > 20 && session.good > 20, "there was load");
      }
      assert.doesNotMatch(said.join("\n"), /only \d of \d other nodes look away/);
      for (const state of await checks()) assert.match(state["sms-01"] ?? "", /^status=UP /);
    });

    it("leaves only the new passwords good", async () => {
      for (const host of cluster.hosts) {
        assert.equal((await login(host, "third")).stdout, "1\n");
        for (const old of ["Only-4_tests", "second"])
          assert.match((await login(host, old)).stderr, /password authentication failed/);
        assert.deepEqual([await page(host, "third"), await page(host, "first")], ["200", "401"]);
        assert.match(await host.run("cat /etc/psqlchk/config.json"), /"health_check_user_password": "third"/);
        assert.equal(
          await host.run("ls /var/lib/n2acd-ha/database | grep -e before -e verifier || true"),
          "",
        );
      }
    });

    it("goes back to the old password everywhere when the primary's agent cannot be proven", async () => {
      const [host] = cluster.hosts;
      const service = kind === "bundled" ? "n2acd-ha-agent" : "pgsqlchk";
      const dropin = `/run/systemd/system/${service}.service.d`;
      await host.run(
        `mkdir -p ${dropin} && printf '[Service]\\nExecReload=\\nExecReload=/bin/false\\nExecStartPre=/bin/sh -c "! grep -q fourth /etc/psqlchk/config.json"\\n' >${dropin}/broken.conf && systemctl daemon-reload`,
      );
      const [failed, followed] = await Promise.all(
        cluster.hosts.map((each) =>
          runStep(each, cluster.call(each, "database", { ...first, password: "fourth" }), "apply"),
        ),
      );
      await host.run(`rm -r ${dropin} && systemctl daemon-reload`);
      assert.deepEqual([failed?.status, followed?.status], [1, 1]);
      assert.match(
        failed?.stderr ?? "",
        /its last configuration is back.*\n.*restores the old password of the role health_check_user/,
      );
      assert.match(
        followed?.stderr ?? "",
        /the primary, \S+, gave the role health_check_user its old password back; so the agent here has the old one, too/,
      );
      for (const each of cluster.hosts)
        assert.match(await each.run("cat /etc/psqlchk/config.json"), /"health_check_user_password": "third"/);
      assert.equal((await login(host, "third")).stdout, "1\n");
    });

    it("changes unnoticed afterwards", { timeout: 300_000 }, async () => {
      const [host] = cluster.hosts;
      let said: string[] = [];
      const seen = await loadDuring(cluster.hosts, async () => {
        said = await cluster.up({ password: "fourth", stats: "third" });
      });
      assert.deepEqual(
        seen.map(({ newConnections, session }) => [newConnections.bad, session.bad]),
        [
          [0, 0],
          [0, 0],
        ],
      );
      assert.doesNotMatch(said.join("\n"), /only \d of \d other nodes look away/);
      assert.equal((await login(host, "fourth")).stdout, "1\n");
    });

    it("makes way for the other agent unnoticed", { timeout: 300_000 }, async () => {
      const other = cluster.with(kind === "bundled" ? "n2pg-aux" : "bundled");
      const wanted = { password: "fourth", stats: "third" };
      await other.each(["packages"], wanted);
      const found = await checks();
      const seen = await loadDuring(cluster.hosts, () => other.up(wanted));
      assert.deepEqual(
        seen.map(({ newConnections, session }) => [newConnections.bad, session.bad]),
        [
          [0, 0],
          [0, 0],
        ],
      );
      assert.match(found[1]?.["sms-01"] ?? "", /^status=UP/);
    });

    it("notices a primary that ends while HAProxy looks away", { timeout: 120_000 }, async () => {
      const [primary, standby] = cluster.hosts;
      await standby.run("sh -s", {
        input: `set -eu
          TOOLKIT=/var/lib/n2acd-ha/toolkit STEP=database ACTION=apply SAID=1
          . $TOOLKIT/lib/start.sh
          STEP_ARGS=$(recall args)$LINE_FEED
          . $TOOLKIT/steps/database.sh
          hold_checks`,
      });
      const sees = async () => (await failedChecks(standby))["sms-01"] ?? "";
      await new Promise((resolve) => setTimeout(resolve, 3000));
      assert.match(await sees(), /^status=no check/, "it goes on while all is well");
      await standby.run("systemctl is-active n2acd-ha-hold.timer n2acd-ha-hold-watch");
      await primary.run("systemctl stop 'postgresql*'");
      const until = Date.now() + 15_000;
      while (!/^status=DOWN/.test(await sees()))
        assert.ok(Date.now() < until, `15 s after its end: ${await sees()}`);
      await standby.run("! systemctl is-active n2acd-ha-hold.timer");
      await primary.run("systemctl start postgresql*.service 2>/dev/null || systemctl start postgresql");
    });
  });
}
