// What a guard asks PostgreSQL: seldom, without filling its log, and it hears of a promotion at once.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { Guard } from "../../../support/agent/guard.ts";
import { freePort } from "../../../support/agent/ports.ts";
import { Postgres } from "../../../support/agent/postgres.ts";
import { until } from "../../../support/agent/until.ts";

describe("a guard and its PostgreSQL", () => {
  let primary: Postgres, standby: Postgres, guard: Guard;

  before(async () => {
    primary = await Postgres.primary();
    standby = await Postgres.standbyOf(primary);
    guard = await Guard.start({
      node: "sms-01",
      listen: "127.0.2.31",
      haproxy: "127.0.3.31",
      port: await freePort(),
      database: standby.port,
      rivals: {},
    });
    await until("asked", 5, async () => (await guard.status()).includes("own ACD standby"));
  });
  after(async () => {
    await guard.stop();
    await Promise.all([primary.remove(), standby.remove()]);
  });

  /** How long PostgreSQL took for each answer, in milliseconds, by its own log, while it was told to log from `least` on. */
  async function logged(least: number, seconds: number): Promise<number[]> {
    await standby.sql(`ALTER SYSTEM SET log_min_duration_statement = ${least}`);
    await standby.sql("SELECT pg_reload_conf()");
    // A statement goes on as it was begun.
    await sleep(1200);
    const before = (await standby.log()).length;
    await sleep(seconds * 1000);
    const lines = (await standby.log()).slice(before);
    return [...lines.matchAll(/duration: ([0-9.]+) ms .*EXECUTE n2acd_guard/g)].map(([, ms]) => Number(ms));
  }

  test("PostgreSQL waits before it answers that nothing has changed", async () => {
    const durations = await logged(0, 3);
    assert.ok(durations.length >= 1 && durations.length <= 8, `${durations.length} questions in 3 s`);
    assert.ok(Math.min(...durations) > 400, durations.join(" "));
  });

  test("for less long than its log, or a time-out, would mind", async () => {
    const durations = await logged(300, 3);
    // On a busy machine one may be late.
    assert.ok(durations.length <= 1, durations.join(" "));
    assert.match(await guard.status(), /own ACD standby/);
  });

  test("a promotion is heard of at once, and is one to a primary that takes writes", async () => {
    await standby.sql("ALTER SYSTEM RESET log_min_duration_statement");
    await standby.sql("SELECT pg_reload_conf()");
    await sleep(1000);
    const before = guard.log.length;
    await standby.promote();
    const promoted = performance.now();
    await until("noticed", 2, async () => (await guard.status()).includes("own ACD primary"));
    assert.ok(performance.now() - promoted < 500, `${performance.now() - promoted} ms`);
    assert.doesNotMatch(guard.log.slice(before), /read-only|unavailable/);
  });
});
