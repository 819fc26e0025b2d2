// On real hosts, one of each flavour: apply, apply again, undo, and the host is what it was.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import type { TestHost } from "../../support/exec.ts";
import { differences, snapshot, type Snapshot } from "../../support/snapshot.ts";
import { makePair, password, smsCalls, verifier, type Pair } from "../../support/steps/pair.ts";
import { mustRun, shells } from "../../support/steps/steps.ts";

const quiet = [
  ["is ready"],
  ["the packages are installed"],
  ["the role health_check_user logs in"],
  [],
  ["pgsqlchk reports the role of PostgreSQL"],
];

for (const shell of shells) {
  describe(`an SMS pair, set up and undone under ${shell}`, () => {
    let pair: Pair;
    let hosts: TestHost[];
    let found: Snapshot[];
    let set: Snapshot[];
    const look = () => Promise.all(hosts.map((host) => snapshot(host.run)));

    before(async () => {
      pair = await makePair("scripts", "10.213.7");
      hosts = [pair.primary, pair.standby];
      await pair.primary.run(
        `runuser -u postgres -- psql -qc "ALTER SYSTEM SET log_statement = 'all'" -c 'SELECT pg_reload_conf()'`,
      );
      found = await look();
    });
    after(() => pair.remove());

    it("is set up", async () => {
      for (const host of hosts) {
        for (const call of smsCalls(pair, host)) await mustRun(host, call, "apply", { shell });
      }
      set = await look();
      const roles = set.map((state) => state["role 5432 health_check_user"]);
      assert.match(roles[0] ?? "", /^t f .*n2acd-ha/);
      assert.equal(roles[1], roles[0]);
    });

    it("tells the primary from the standby on the agent's port, from the other node too", async () => {
      for (const host of hosts) {
        for (const [i, status] of ["200", "503"].entries()) {
          const url = `http://${pair.addresses[i] ?? ""}:25432/`;
          assert.equal(await host.run(`curl -s -m 5 -o /dev/null -w '%{http_code}' ${url}`), status, url);
        }
      }
    });

    it("changes nothing the second time, and says so", async () => {
      for (const host of hosts) {
        const said = [];
        for (const call of smsCalls(pair, host)) said.push(await mustRun(host, call, "apply", { shell }));
        assert.deepEqual(said, quiet);
      }
      for (const [i, state] of (await look()).entries())
        assert.deepEqual(differences(set[i] ?? {}, state), []);
    });

    it("keeps the password to root and the agent, and both secrets out of every log", async () => {
      for (const host of hosts) {
        const secrets = `${password}\n${verifier.split("$").at(-1) ?? ""}`;
        const search =
          "grep -rlF -f - /var/log /etc /var/lib/n2acd-ha 2>/dev/null; journalctl --no-pager | grep -cF -f - ";
        const holders = (await host.exec(search, { input: secrets })).stdout.trim().split("\n");
        assert.deepEqual(holders, ["/etc/psqlchk/config.json", "/var/lib/n2acd-ha/database/pgpass", "0"]);
        assert.match(await host.run("stat -c '%a %U' /etc/psqlchk/config.json"), /^400 (pgsqlchk|root)\n$/);
        assert.equal((await host.exec("runuser -u nobody -- cat /etc/psqlchk/config.json")).status, 1);
      }
    });

    it("gives the role and the agents a new password", async () => {
      for (const host of hosts) {
        for (const call of smsCalls(pair, host, "another")) await mustRun(host, call, "apply", { shell });
      }
    });

    it("is undone, and again", async () => {
      for (const host of [...hosts].reverse()) {
        for (const call of smsCalls(pair, host).reverse()) await mustRun(host, call, "undo", { shell });
        for (const call of smsCalls(pair, host).reverse()) {
          assert.deepEqual(await mustRun(host, call, "undo", { shell }), []);
        }
      }
      for (const [i, state] of (await look()).entries())
        assert.deepEqual(differences(found[i] ?? {}, state), []);
    });
  });
}
