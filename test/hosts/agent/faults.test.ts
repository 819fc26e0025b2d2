import assert from "node:assert/strict";
import { after, afterEach, before, beforeEach, describe, test } from "node:test";
import { Agent } from "../../support/agent/agent.ts";
import { Postgres } from "../../support/agent/postgres.ts";
import { Session } from "../../support/agent/session.ts";
import { during, SLACK, until } from "../../support/agent/until.ts";

describe("faults of PostgreSQL", () => {
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
    await server.recover();
  });
  after(async () => {
    await server.remove();
  });

  const codeIs = (code: number) => async () => (await agent.code()) === code;

  test("a server that hangs is reported in time, each answer comes at once, and it is back when it moves", async () => {
    await server.signal("SIGSTOP");
    const seconds = await until("503", 3, codeIs(503));
    assert.ok(seconds < 1.25 + SLACK, `503 after ${seconds} s`);
    const answers = await during(1, () => agent.get());
    assert.ok(Math.max(...answers.map((answer) => answer.seconds)) < 0.5);
    assert.match(answers[0]?.body ?? "", /does not answer/);
    await server.signal("SIGCONT");
    const back = await until("200", 3, codeIs(200));
    assert.ok(back < SLACK, `200 again after ${back} s`);
    assert.equal(
      (await agent.get("/metrics")).body.match(/logins_total.* (\d+)/)?.[1],
      "1",
      "the session was kept",
    );
  });

  test("a hang of its main process alone is seen too", async () => {
    const main = await server.postmaster();
    process.kill(main, "SIGSTOP");
    try {
      const seconds = await until("503", 3, codeIs(503));
      assert.ok(seconds < 1.5 + SLACK, `503 after ${seconds} s`);
      assert.match((await agent.get()).body, /takes no new connections/);
    } finally {
      process.kill(main, "SIGCONT");
    }
    await until("200", 0.25 + SLACK, codeIs(200));
  });

  test("the check for new connections can be switched off and on", async () => {
    await agent.reload({ connect_check_ms: 0 });
    const main = await server.postmaster();
    process.kill(main, "SIGSTOP");
    try {
      assert.deepEqual(new Set(await during(1.7, () => agent.code())), new Set([200]));
      await agent.reload({ connect_check_ms: 200 });
      await until("503", 1.2 + SLACK, codeIs(503));
    } finally {
      process.kill(main, "SIGCONT");
    }
  });

  test("a hang of less than the time-out goes unnoticed, however long that is", async () => {
    await agent.reload({ probe_timeout_ms: 3000, stale_after_ms: 4000 });
    await server.signal("SIGSTOP");
    setTimeout(() => void server.signal("SIGCONT"), 2800);
    const codes = await during(4, () => agent.code());
    assert.deepEqual(new Set(codes), new Set([200]));
  });

  test("a killed server is reported at once, and seen again when it is back", async () => {
    const killed = server.kill();
    const seconds = await until("503", 1, codeIs(503));
    assert.ok(seconds < SLACK, `503 after ${seconds} s`);
    assert.match((await agent.get()).body, /connection (refused|reset by peer)/);
    await killed;
    await new Promise((done) => setTimeout(done, 1500));
    await server.start();
    await until("200", 0.25 + SLACK, codeIs(200));
  });

  test("a smart shutdown is not held up, and is reported though old sessions live on", async () => {
    const session = await Session.open(server);
    const stopped = server.stop("smart");
    await until("503", 2, codeIs(503));
    assert.match((await agent.get()).body, /shutting down/);
    session.close();
    await stopped;
    await server.start();
    await until("200", 0.25 + SLACK, codeIs(200));
  });

  test("with all connections taken a primary stays a primary", async () => {
    const sessions = await Session.exhaust(server);
    const codes = await during(1.5, () => agent.code());
    assert.deepEqual(new Set(codes), new Set([200]));
    for (const session of sessions) session.close();
  });

  test("a session that someone terminates is replaced before anybody notices", async () => {
    await server.sql(
      "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'health_check_user'",
    );
    const codes = await during(0.6, () => agent.code());
    assert.deepEqual(new Set(codes), new Set([200]));
    assert.match((await agent.get("/metrics")).body, /logins_total.* 2/);
  });

  test("it leaves no line in PostgreSQL's log", async () => {
    const before = await server.log();
    await during(1.2, () => agent.code());
    assert.equal((await server.log()).slice(before.length), "");
  });
});
