// The agent's restart cuts no session: its port is never free for anybody else, checks wait, and PostgreSQL's connections may
// all be taken. The supervisor stands in for systemd, which keeps the descriptors on a host.
import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:net";
import { join } from "node:path";
import { after, afterEach, before, describe, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { Agent, PYTHON, type Settings } from "../../support/agent/agent.ts";
import { request } from "../../support/agent/http.ts";
import { freePort } from "../../support/agent/ports.ts";
import { FakePostgres, message, PRIMARY } from "../../support/agent/fakePostgres.ts";
import { PASSWORD, Postgres } from "../../support/agent/postgres.ts";
import { Rival } from "../../support/agent/rival.ts";
import { Session } from "../../support/agent/session.ts";
import { during, until } from "../../support/agent/until.ts";

const SUPERVISOR = join(import.meta.dirname, "../../support/agent", "supervisor.py");
const interpreter = [PYTHON, SUPERVISOR, PYTHON, "-I", "-S", "-B"];

describe("a restart", () => {
  let server: Postgres;
  const ends: (() => Promise<void>)[] = [];

  before(async () => {
    server = await Postgres.primary();
  });
  afterEach(async () => {
    await Promise.all(ends.splice(0).map((end) => end()));
  });
  after(async () => {
    await server.remove();
  });

  async function start(settings: Settings = {}, at?: { address: string; port: number }): Promise<Agent> {
    const agent = await Agent.start(server, { interpreter, settings, ...(at && { at }) });
    ends.push(() => agent.stop());
    await until("it serves", 5, async () => (await agent.code()) === 200);
    return agent;
  }

  const figure = async (agent: Agent, name: string): Promise<number> =>
    Number(
      new RegExp(`^n2acd_agent_${name}(?:\\{.*\\})? (\\S+)$`, "m").exec(
        (await agent.get("/metrics")).body,
      )?.[1],
    );
  const began = (agent: Agent) => figure(agent, "start_timestamp_seconds");

  const ways: [string, NodeJS.Signals, number][] = [
    ["in order", "SIGUSR1", 0.5],
    ["after it was killed", "SIGUSR2", 1],
  ];
  for (const [name, signal, patience] of ways) {
    test(`${name}: no check is refused or answered 503, though all connections are taken`, async () => {
      const agent = await start();
      const sessions = await Session.exhaust(server);
      try {
        for (let round = 0; round < 3; round += 1) {
          const before = await began(agent);
          // Only what a killed agent had taken already is lost: one check, which HAProxy forgives.
          const lost: unknown[] = [];
          const checks = during(patience + 0.5, () =>
            agent.get().catch((error: unknown) => void lost.push(error)),
          );
          agent.signal(signal);
          const answers = (await checks).filter((answer) => answer !== undefined);
          assert.ok(lost.length <= (signal === "SIGUSR2" ? 1 : 0), String(lost));
          assert.deepEqual(new Set(answers.map(({ code }) => code)), new Set([200]), agent.log);
          assert.ok(Math.max(...answers.map(({ seconds }) => seconds)) < patience + 0.4);
          assert.notEqual(await began(agent), before, "it is another process");
          assert.equal(await figure(agent, "database_logins_total"), 0, "with the session of the one before");
        }
      } finally {
        for (const session of sessions) session.close();
      }
    });

    test(`${name}: nobody else can take its port meanwhile`, async () => {
      const agent = await start();
      agent.signal(signal);
      const end = performance.now() + 1000;
      while (performance.now() < end) {
        const rogue = createServer().listen(agent.port, "127.0.0.1");
        const [error] = (await once(rogue, "error")) as [NodeJS.ErrnoException];
        assert.equal(error.code, "EADDRINUSE");
        await sleep(5);
      }
      assert.equal(await agent.code(), 200);
    });
  }

  test("an address that changed along with it is no trouble, nor is the one before in the way", async () => {
    const port = await freePort();
    const webservers = [{ target_port: server.port, listen_port: port }];
    const agent = await start({ webserver_host: "*", webservers }, { address: "127.0.0.1", port });
    await agent.write({ webserver_host: "127.0.0.1" });
    agent.signal("SIGUSR1");
    await until("it listens there alone", 3, async () =>
      request(port, "GET / HTTP/1.0\r\n\r\n", { host: "127.0.0.2" }).then(
        () => false,
        (error: unknown) => /ECONNREFUSED/.test(String(error)),
      ),
    );
    await until("200", 3, async () => (await agent.code()) === 200);
  });

  test("next to a rival that is dead: the one in use stays in use", async () => {
    const port = await freePort();
    const rival = await Rival.start("127.0.4.2", port, "standby unproven");
    const at = { address: "127.0.4.1", port };
    const webservers = [{ target_port: server.port, listen_port: port }];
    const agent = await start({ webserver_host: at.address, webservers, rivals: ["127.0.4.2"] }, at);
    rival.says = "silence";
    ends.push(() => rival.stop());
    await sleep(2500);
    const checks = during(1.5, () => agent.code());
    agent.signal("SIGUSR1");
    assert.deepEqual(new Set(await checks), new Set([200]), agent.log);
  });

  test("replaced while it was down, it is out of use", async () => {
    const port = await freePort();
    const rival = await Rival.start("127.0.4.4", port, "standby unproven");
    ends.push(() => rival.stop());
    const at = { address: "127.0.4.3", port };
    const webservers = [{ target_port: server.port, listen_port: port }];
    const agent = await start({ webserver_host: at.address, webservers, rivals: ["127.0.4.4"] }, at);
    rival.says = `primary serving ${Date.now()}999`;
    agent.signal("SIGUSR2");
    await sleep(100);
    assert.deepEqual(new Set(await during(2, () => agent.code())), new Set([503]), agent.log);
  });

  test("a session that PostgreSQL ended, and one with an answer under way, are no trouble", async () => {
    const agent = await start({ probe_timeout_ms: 3000, stale_after_ms: 5000 });
    agent.signal("SIGUSR2");
    await server.sql(
      "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'health_check_user'",
    );
    await until("200", 3, async () => (await agent.code()) === 200);
    await server.signal("SIGSTOP");
    await sleep(500);
    agent.signal("SIGUSR2");
    await sleep(1000);
    await server.signal("SIGCONT");
    await until("200", 3, async () => (await agent.code()) === 200);
    assert.equal(await figure(agent, "database_logins_total"), 0, "it took up the session");
  });

  test("when it logs in anew, nobody holds on to the session of before", async () => {
    const agent = await start();
    agent.signal("SIGUSR1");
    await until("another process", 3, async () => (await figure(agent, "database_logins_total")) === 0);
    await agent.reload({ health_check_user: "second_user" });
    await until("it serves", 3, async () => (await figure(agent, "database_logins_total")) === 1);
    const left = "SELECT count(*) FROM pg_stat_activity WHERE usename = 'health_check_user'";
    await until("the old session is gone", 2, async () => (await server.sql(left)) === "0");
  });

  test("all connections taken and its own session gone: for a moment that is no news, and no longer", async () => {
    const fake = await FakePostgres.start({ password: PASSWORD, answer: PRIMARY });
    const agent = await Agent.start(server, { settings: { probe_timeout_ms: 1000, stale_after_ms: 2000 } });
    ends.push(() => agent.stop());
    await agent.reload({ webservers: [{ target_port: fake.port, listen_port: agent.port }] });
    await until("it serves", 3, async () => (await agent.code()) === 200);
    fake.faces = { login: message("E", "SFATAL\0C53300\0Msorry, too many clients already\0\0") };
    fake.drop();
    assert.deepEqual(new Set(await during(0.6, () => agent.code())), new Set([200]));
    await until(
      "503: whoever says so has not proven to be PostgreSQL",
      1.5,
      async () => (await agent.code()) === 503,
    );
    fake.faces = { password: PASSWORD, answer: PRIMARY };
    await until("200", 1, async () => (await agent.code()) === 200);
    fake.stop();
  });
});
