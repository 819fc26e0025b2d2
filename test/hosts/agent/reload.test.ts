import assert from "node:assert/strict";
import { after, afterEach, before, beforeEach, describe, test } from "node:test";
import { Agent } from "../../support/agent/agent.ts";
import { request } from "../../support/agent/http.ts";
import { freePort } from "../../support/agent/ports.ts";
import { Postgres } from "../../support/agent/postgres.ts";
import { during, SLACK, until } from "../../support/agent/until.ts";

describe("reading the configuration again", () => {
  let server: Postgres, other: Postgres, agent: Agent;

  before(async () => {
    server = await Postgres.primary();
    other = await Postgres.standbyOf(server);
  });
  after(async () => {
    await other.remove();
    await server.remove();
  });
  beforeEach(async () => {
    agent = await Agent.start(server);
    await until("the primary is seen", 5, async () => (await agent.code()) === 200);
  });
  afterEach(async () => {
    await agent.stop();
  });

  test("a password is rotated without one failed check", async () => {
    const checks = during(2, () => agent.code());
    await server.sql("ALTER ROLE health_check_user PASSWORD 'battery staple'");
    await agent.reload({ health_check_user_password: "battery staple" });
    await new Promise((done) => setTimeout(done, 300));
    assert.match((await agent.get("/metrics")).body, /logins_total.* 1\n/, "the session goes on");
    await server.sql(
      "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'health_check_user'",
    );
    await until("a new login", 2, async () => /logins_total.* 2/.test((await agent.get("/metrics")).body));
    const codes = await checks;
    await server.sql("ALTER ROLE health_check_user PASSWORD 'correct horse'");
    assert.ok(codes.length > 20);
    assert.deepEqual(new Set(codes), new Set([200]));
  });

  test("a corrected password is tried at once", async () => {
    await agent.reload({ health_check_user: "second_user", health_check_user_password: "wrong" });
    await until("503", 2, async () => (await agent.code()) === 503);
    await new Promise((wait) => setTimeout(wait, 1000));
    await agent.reload({ health_check_user_password: "correct horse" });
    await until("200", SLACK, async () => (await agent.code()) === 200);
  });

  test("ports come and go, and the others stay", async () => {
    const second = await freePort();
    const both = [
      { target_port: server.port, listen_port: agent.port },
      { target_port: other.port, listen_port: second },
    ];
    const ask = (path: string) => request(second, `GET ${path} HTTP/1.0\r\n\r\n`);
    await agent.reload({ webservers: both });
    const answered = await ask("/");
    assert.equal(answered.code, 503);
    assert.match(answered.body, /standby/);
    assert.equal(await agent.code(), 200);
    await agent.reload({ webservers: both.slice(0, 1) });
    await assert.rejects(ask("/"), /ECONNREFUSED/);
    assert.equal(await agent.code(), 200);
    await agent.reload({ webservers: [{ target_port: other.port, listen_port: agent.port }] });
    assert.equal(await agent.code(), 503, "it answers for the other server now");
  });

  const refused: [string, () => Record<string, unknown> | string, RegExp][] = [
    ["not JSON", () => '{"health_check_user_password": "correct horse",}', /is not JSON/],
    ["a bad value", () => ({ probe_interval_ms: 1 }), /probe_interval_ms must be/],
    [
      "a port in use",
      () => ({ webservers: [{ target_port: 1, listen_port: server.port }] }),
      /cannot listen on .*in use/,
    ],
    ["an address of another host", () => ({ webserver_host: "192.0.2.1" }), /cannot listen on 192\.0\.2\.1/],
  ];
  for (const [name, changes, reason] of refused) {
    test(`${name}: refused with the reason, and the old configuration stays`, async () => {
      await agent.reload(changes());
      assert.match(agent.log, /the old configuration stays/);
      assert.match(agent.log, reason);
      assert.doesNotMatch(agent.log, /correct horse/);
      assert.equal(await agent.code(), 200);
      assert.match((await agent.get("/metrics")).body, /reloads_total\{result="refused"\} 1/);
    });
  }
});
