// Two guards and two real PostgreSQL servers: who is in use, and what each node's HAProxy is told.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { type Guard, startGuards } from "../../../support/agent/guard.ts";
import { Postgres } from "../../../support/agent/postgres.ts";
import { until } from "../../../support/agent/until.ts";

const both = ["sms-01", "sms-02"] as const;

describe("a promotion", () => {
  let old: Postgres, successor: Postgres, one: Guard, two: Guard;

  before(async () => {
    old = await Postgres.primary();
    successor = await Postgres.standbyOf(old);
    [one, two] = await startGuards([old, successor], 1);
  });
  after(async () => {
    await Promise.all([one.stop(), two.stop()]);
    await Promise.all([old.remove(), successor.remove()]);
  });

  const verdicts = async (guard: Guard): Promise<string[]> =>
    await Promise.all(both.map((node) => guard.verdict(node)));

  test("a primary and its standby: nobody is down", async () => {
    await until("in use", 3, async () => (await one.status()).includes("primary timeline=1"));
    await until("serving", 3, async () => (await one.status()).includes("serving"));
    for (const guard of [one, two]) assert.deepEqual(await verdicts(guard), ["up", "up"], guard.log);
  });

  test("the old primary is superseded at once, though it lives, and everywhere", async () => {
    await successor.promote();
    const promoted = performance.now();
    // The status is not held back, as an answer to HAProxy is that changes nothing.
    const wanted = "server sms-01 ACD down #superseded by sms-02, timeline 2\nserver sms-02 ACD up\n";
    for (const guard of [one, two])
      await until("superseded", 2, async () => {
        const status = await guard.status();
        const servers = status.slice(status.indexOf("server ")).replace(/ for=\d+/g, "");
        return servers.split("\n").sort().join("\n").trim() === wanted.trim();
      });
    const seconds = (performance.now() - promoted) / 1000;
    for (const guard of [one, two])
      assert.deepEqual(await verdicts(guard), ["down #superseded by sms-02, timeline 2", "up"], guard.log);
    assert.ok(seconds < 0.5, `${seconds} s`);
    assert.match(one.log, /yielding \(superseded by sms-02, timeline 2\)/);
    assert.match(two.log, /primary timeline=2 lsn=\S+ serving/);
  });

  test("it stays so when the new primary dies, until somebody restarts the guards", async () => {
    await successor.kill();
    await until("dead", 3, async () => (await two.status()).includes("own ACD unavailable"));
    for (const guard of [one, two])
      assert.equal(await guard.verdict("sms-01"), "down #superseded by sms-02, timeline 2", guard.log);
  });
});
