// A session that was there before HAProxy was taken over goes on, also when the new configuration is taken back; and it ends
// when its server is down, which the HAProxy that carries it no longer checks.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { after, before, describe, it } from "node:test";
import type { TestHost } from "../../support/exec.ts";
import { fixture, mustFail, withoutStats } from "../../support/proxies/hosts.ts";
import { pause } from "../../support/proxies/probe.ts";
import { makePair, smsCalls, type Pair } from "../../support/steps/pair.ts";
import { mustRun, type Call } from "../../support/steps/steps.ts";

const read = (path: string): Promise<string> => readFile(new URL(path, import.meta.url), "utf8");

describe("sessions of a HAProxy that is taken over", () => {
  let pair: Pair;
  let host: TestHost;
  let config: string;
  let guides: string;
  /** Rejects when the session ends before its time. */
  let session: Promise<unknown>;
  let ended = false;
  const haproxy = (input: string, wait = 20): Call => ({
    step: "haproxy",
    args: [
      `local_peer=${pair.addresses[1]}`,
      "listen=Postgres-ACD:15432",
      "agent=n2pg-aux",
      "stats=7000",
      `wait=${wait}`,
    ],
    input,
  });

  before(async () => {
    pair = await makePair("adopt-sessions", "10.213.45");
    host = pair.standby;
    config = (await read("../../support/golden/sms.cfg"))
      .replaceAll("10.0.0.11", pair.addresses[0])
      .replaceAll("10.0.0.12", pair.addresses[1])
      // What PostgreSQL has for each HAProxy: nothing is said of it then.
      .replaceAll(" maxconn 100 ", " maxconn 40 ");
    guides = await read("../../../assets/scripts/files/guide-sms.cfg");
    const script = await read("guide.sh");
    for (const [i, each] of [pair.primary, pair.standby].entries()) {
      await each.run("firewall-cmd -q --permanent --zone=public --add-port=5432/tcp");
      await each.run("cat >/root/guide.sh", { input: script });
      await each.run(`sh /root/guide.sh sms ${pair.addresses[i] ?? ""}`, { input: guides });
    }
    for (const each of [pair.primary, pair.standby])
      for (const call of smsCalls(pair, each)) await mustRun(each, call, "apply");
    await mustRun(host, { step: "haproxy-secrets", args: [], input: await fixture("secrets.cfg") }, "apply");
    const psql = `PGPASSWORD=jarvis psql -XAtq -h ${pair.addresses[1]} -p 15432 -U jarvis -d acd`;
    await host.run(
      `n=0; until ${psql} -c 'SELECT 1'; do n=$((n + 1)); [ $n -lt 30 ] || exit 1; sleep 1; done`,
    );
    session = host.exec(`${psql} -c 'SELECT pg_sleep(250)'`).then(() => {
      ended = true;
    });
    await pause(1000);
  });
  after(() => pair.remove());

  async function assertGuides(): Promise<void> {
    assert.equal(await host.run("cat /etc/haproxy/haproxy.cfg"), guides);
    assert.equal(await host.run("ls /etc/systemd/system/haproxy.service.d 2>/dev/null || true"), "");
    assert.equal(ended, false);
  }

  it("go on when the new configuration is refused on trial", async () => {
    const dead = config.replaceAll("check port 25432", "check port 25499");
    assert.match(
      await mustFail(host, haproxy(dead, 6)),
      /no server of Postgres-ACD.*; HAProxy was not touched/,
    );
    await assertGuides();
  });

  it("go on when the new configuration is taken back", async () => {
    // On trial nobody asks for the stats page.
    await withoutStats(host, async () => {
      assert.match(await mustFail(host, haproxy(config)), /the stats page.*HAProxy is as it was before/);
    });
    await assertGuides();
  });

  it("go on when it is taken over", async () => {
    assert.deepEqual(await mustRun(host, haproxy(config), "apply"), ["HAProxy: takes over while it runs"]);
    assert.deepEqual(await mustRun(host, haproxy(config), "apply"), []);
    await pause(2000);
    assert.equal(ended, false);
  });

  it("end when their server is down, as they would have before", async () => {
    await pair.primary.run("systemctl stop pgsqlchk");
    const until = Date.now() + 30_000;
    while (!ended && Date.now() < until) await pause(200);
    assert.equal(ended, true);
    assert.match(
      await host.run("journalctl -u haproxy -o cat --no-pager"),
      /ended worker \d+, replaced by a reload: Postgres-ACD\/sms-01, which it could not know, is down/,
    );
    await session;
  });
});
