import assert from "node:assert/strict";
import { after, afterEach, before, beforeEach, describe, test } from "node:test";
import { Agent } from "../../support/agent/agent.ts";
import { Postgres } from "../../support/agent/postgres.ts";
import { until } from "../../support/agent/until.ts";

describe("stalls of the agent", () => {
  let server: Postgres, agent: Agent;

  before(async () => {
    server = await Postgres.primary();
  });
  beforeEach(async () => {
    agent = await Agent.start(server);
    await until("the primary is seen", 5, async () => (await agent.code()) === 200);
  });
  afterEach(async () => {
    await agent.stop();
  });
  after(async () => {
    await server.remove();
  });

  test("after standing still it answers from a fresh probe, not from memory and not with a false alarm", async () => {
    agent.signal("SIGSTOP");
    const waiting = agent.get();
    await new Promise((done) => setTimeout(done, 3000));
    agent.signal("SIGCONT");
    assert.equal((await waiting).code, 200);
    assert.doesNotMatch(agent.log, /unavailable|unknown/);
  });

  test("a pause of the whole host is no fault, even when PostgreSQL wakes up a little later", async () => {
    await agent.reload({ probe_timeout_ms: 2000, stale_after_ms: 2300 });
    const processes = await server.processes();
    const signal = (name: NodeJS.Signals) => {
      for (const pid of processes) process.kill(pid, name);
    };
    signal("SIGSTOP");
    await new Promise((done) => setTimeout(done, 400));
    agent.signal("SIGSTOP");
    const waiting = agent.get();
    await new Promise((done) => setTimeout(done, 2500));
    agent.signal("SIGCONT");
    await new Promise((done) => setTimeout(done, 50));
    signal("SIGCONT");
    assert.equal((await waiting).code, 200);
    assert.doesNotMatch(agent.log, /unavailable/);
  });

  test("after standing still it does not repeat what was true before", async () => {
    agent.signal("SIGSTOP");
    const waiting = agent.get();
    await server.sql("ALTER SYSTEM SET default_transaction_read_only = on");
    await server.sql("SELECT pg_reload_conf()");
    await new Promise((done) => setTimeout(done, 2500));
    agent.signal("SIGCONT");
    const { code, body } = await waiting;
    await server.sql("ALTER SYSTEM RESET default_transaction_read_only");
    await server.sql("SELECT pg_reload_conf()");
    assert.equal(code, 503);
    assert.match(body, /read-only/);
  });

  test("an answer of PostgreSQL's that it reads late does not count as news", async () => {
    await server.signal("SIGSTOP");
    await new Promise((done) => setTimeout(done, 400));
    agent.signal("SIGSTOP");
    await server.signal("SIGCONT");
    await until("the probe under way is answered", 2, async () => {
      const busy =
        "SELECT count(*) FROM pg_stat_activity WHERE usename = 'health_check_user' AND state = 'active'";
      return (await server.sql(busy)) === "0";
    });
    await server.sql("ALTER SYSTEM SET default_transaction_read_only = on");
    await server.sql("SELECT pg_reload_conf()");
    const waiting = agent.get();
    await new Promise((done) => setTimeout(done, 2500));
    agent.signal("SIGCONT");
    const { body } = await waiting;
    await server.sql("ALTER SYSTEM RESET default_transaction_read_only");
    await server.sql("SELECT pg_reload_conf()");
    assert.match(body, /read-only/);
  });

  test("from its first answer on a new agent knows", async () => {
    await agent.stop();
    agent = await Agent.start(server);
    assert.equal(await agent.code(), 200);
  });
});
