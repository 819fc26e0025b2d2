import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { Agent } from "../../support/agent/agent.ts";
import { Postgres } from "../../support/agent/postgres.ts";
import { SLACK, until } from "../../support/agent/until.ts";

const PATHS = ["/", "/primary", "/replica", "/livez"] as const;

describe("roles", () => {
  let primary: Postgres, standby: Postgres, onPrimary: Agent, onStandby: Agent;

  before(async () => {
    primary = await Postgres.primary();
    standby = await Postgres.standbyOf(primary);
    [onPrimary, onStandby] = await Promise.all([Agent.start(primary), Agent.start(standby)]);
  });
  after(async () => {
    await Promise.all([onPrimary, onStandby].map((agent) => agent.stop()));
    await standby.remove();
    await primary.remove();
  });

  const codes = async (agent: Agent) =>
    Object.fromEntries(await Promise.all(PATHS.map(async (path) => [path, await agent.code(path)] as const)));

  test("a primary takes writes and reads", async () => {
    assert.deepEqual(await codes(onPrimary), {
      "/": 200,
      "/primary": 200,
      "/replica": 503,
      "/livez": 200,
    });
  });

  test("a standby takes reads only", async () => {
    await until("the standby streams", 10, async () => (await onStandby.code("/replica")) === 200);
    assert.deepEqual(await codes(onStandby), {
      "/": 503,
      "/primary": 503,
      "/replica": 200,
      "/livez": 200,
    });
    assert.match((await onStandby.get("/")).head, /^HTTP\/1\.1 503 standby\r\n/);
  });

  test("a standby that lags is out beyond the asked bound, and only there", async () => {
    await standby.sql("SELECT pg_wal_replay_pause()");
    await until(
      "replay is paused",
      5,
      async () => (await standby.sql("SELECT pg_get_wal_replay_pause_state()")) === "paused",
    );
    await primary.sql("CREATE TABLE filler AS SELECT repeat('x', 1000) FROM generate_series(1, 3000)");
    await until("the lag is seen", 5, async () => (await onStandby.code("/replica?lag=1MB")) === 503);
    assert.equal(await onStandby.code("/replica"), 200);
    assert.equal(await onStandby.code("/replica?lag=1GB"), 200);
    assert.match((await onStandby.get("/replica?lag=2097152")).body, /standby, but \d+ bytes behind/);
    await onStandby.reload({ replica_max_lag: "1MB" });
    assert.equal(await onStandby.code("/replica"), 503);
    assert.equal(await onStandby.code("/replica?lag=1GB"), 200);
    await standby.sql("SELECT pg_wal_replay_resume()");
    await until("the standby has caught up", 5, async () => (await onStandby.code("/replica?lag=0")) === 200);
    for (const lag of ["", "x", "-1", "1.5MB", "1PB", "1e9"]) {
      assert.equal(await onStandby.code(`/replica?lag=${lag}`), 400, lag);
    }
  });

  test("read-only mode is not mistaken for a primary that takes writes", async () => {
    await primary.sql("ALTER SYSTEM SET default_transaction_read_only = on");
    await primary.sql("SELECT pg_reload_conf()");
    const seconds = await until("writes are refused", 2, async () => (await onPrimary.code("/")) === 503);
    assert.ok(seconds < 0.25 + SLACK, `seen after ${seconds} s`);
    assert.match((await onPrimary.get("/")).body, /read-only/);
    assert.equal(await onPrimary.code("/replica"), 503);
    await primary.sql("ALTER SYSTEM RESET default_transaction_read_only");
    await primary.sql("SELECT pg_reload_conf()");
    await until("writes are taken again", 2, async () => (await onPrimary.code("/")) === 200);
  });

  test("promotion is seen within one interval, and each change is logged once", async () => {
    await primary.stop("immediate");
    await until("the loss of the stream is seen", 5, async () => (await onStandby.code("/replica")) === 503);
    const promotion = standby.promote().then(() => performance.now());
    await until("the new primary is seen", 5, async () => (await onStandby.code("/")) === 200);
    const seen = performance.now();
    const seconds = (seen - (await promotion)) / 1000;
    assert.ok(seconds < 0.25 + SLACK, `seen ${seconds} s after pg_ctl promote returned`);
    assert.equal(onStandby.log.match(/: primary, was standby/g)?.length, 1, onStandby.log);
  });
});
