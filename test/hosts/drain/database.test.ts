// A node out of service and back, on the database's side: a standby, and the primary on its way to a switchover.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { fileURLToPath } from "node:url";
import { local, type TestHost } from "../../support/exec.ts";
import { Cluster } from "../rotation/support/cluster.ts";
import { failedChecks, loadDuring } from "../rotation/support/load.ts";
import { runStep } from "../../support/steps/steps.ts";

const name = "drain";
const inService = { password: "Only-4_tests", stats: "stats" };
const noStandby = { ...inService, drained: ["sms-02"] };
const noPrimary = { ...inService, drained: ["sms-01"], more: ["drain_primary=yes"] };

describe("drain of a database node", () => {
  let cluster: Cluster;
  const postgres = async (...words: string[]) => {
    const script = fileURLToPath(new URL("../../../dev/postgres.sh", import.meta.url));
    const { status, stderr } = await local(["sh", script, name, ...words]);
    assert.equal(status, 0, stderr);
  };
  const write = (host: TestHost, sql = "SELECT 1", tries = 1) =>
    host.exec(
      `n=0; until PGPASSWORD=jarvis PGCONNECT_TIMEOUT=8 psql -XAtqc "${sql}" -h 127.0.0.1 -p 15432 -U jarvis acd
       do n=$((n + 1)); [ $n -lt ${tries} ] || exit 1; sleep 0.1; done`,
    );
  const states = async () => {
    const seen = await Promise.all(cluster.hosts.map(failedChecks));
    return seen.map((servers) => Object.values(servers).map((line) => /^status=(\S+)/.exec(line)?.[1]));
  };
  const settled = async (...wanted: string[]) => {
    for (let tries = 0; tries < 50; tries++) {
      if (JSON.stringify(await states()) === JSON.stringify([wanted, wanted])) return;
      await new Promise((done) => setTimeout(done, 200));
    }
    assert.deepEqual(await states(), [wanted, wanted]);
  };
  const proxies = (wanted: typeof noStandby) => cluster.up(wanted);

  before(async () => {
    cluster = await Cluster.make(name, "10.213.33", "bundled", inService);
  });
  after(() => cluster.remove());

  it(
    "takes a standby out of service and brings it back, and nobody notices",
    { timeout: 300_000 },
    async () => {
      const seen = await loadDuring(cluster.hosts, async () => {
        assert.match(
          (await proxies(noStandby)).join("\n"),
          /sms-02 carries no session of Postgres-ACD from here/,
        );
        assert.deepEqual(await states(), [
          ["UP", "MAINT"],
          ["UP", "MAINT"],
        ]);
        assert.doesNotMatch((await proxies(noStandby)).join("\n"), /reload/);
        for (const host of cluster.hosts) await host.run("systemctl reload haproxy");
        await settled("UP", "MAINT");
        await proxies({ ...inService, drained: [] });
        await settled("UP", "DOWN");
      });
      for (const { newConnections, session, errors } of seen) {
        assert.equal(errors, "");
        assert.deepEqual([newConnections.bad, session.bad], [0, 0]);
      }
    },
  );

  it("refuses to take the only writer out of service by the way", async () => {
    const [host] = cluster.hosts;
    const { status, stderr } = await runStep(
      host,
      cluster.call(host, "haproxy", { ...inService, drained: ["sms-01"] }),
      "apply",
    );
    assert.equal(status, 1);
    assert.match(
      stderr,
      /sms-01 is the primary of Postgres-ACD: .* nothing was changed; .*\. What to do: promote another/,
    );
    await settled("UP", "DOWN");
  });

  it("lets the primary's sessions end, and the next primary take over", { timeout: 300_000 }, async () => {
    const [first] = cluster.hosts;
    const session = write(first, "SELECT pg_sleep(25), 'came to its end'");
    await first.run(
      `until runuser -u postgres -- psql -XAtc "SELECT count(*) FROM pg_stat_activity WHERE query LIKE '%came to its end%'" | grep -qx 2; do sleep 0.1; done`,
    );
    const said = (await proxies(noPrimary)).join("\n");
    assert.match((await session).stdout, /came to its end/);
    assert.match(said, /waits for 1 sessions of Postgres-ACD with sms-01 to end/);
    assert.match(said, /sms-01 carries no session of Postgres-ACD from here/);
    assert.match(said, /nobody can write through Postgres-ACD now/);
    for (const host of cluster.hosts) assert.notEqual((await write(host)).status, 0);
    await postgres("promote", "sms-02");
    for (const host of cluster.hosts)
      assert.equal((await write(host, "SELECT pg_is_in_recovery()", 30)).stdout, "f\n");
    await postgres("rejoin", "sms-01", "sms-02");
    await proxies({ ...inService, drained: [] });
    await settled("DOWN", "UP");
    for (const host of cluster.hosts) assert.equal((await write(host)).status, 0);
  });
});
