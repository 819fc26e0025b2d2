// The guards with real HAProxies and PostgreSQL servers, and agents that know nothing of each other, as the vendor's.
import assert from "node:assert/strict";
import { afterEach, beforeEach, describe, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { Agent } from "../../../support/agent/agent.ts";
import { Guard } from "../../../support/agent/guard.ts";
import { freePort } from "../../../support/agent/ports.ts";
import { Postgres } from "../../../support/agent/postgres.ts";
import { Proxy } from "../../../support/agent/proxy.ts";
import { until } from "../../../support/agent/until.ts";

describe("HAProxy with a guard", () => {
  let old: Postgres, successor: Postgres;
  let ends: (() => Promise<void>)[];
  let agents: Agent[], guards: Guard[], proxies: Proxy[];

  beforeEach(async () => {
    ends = [];
    old = await Postgres.primary();
    await old.sql("CREATE TABLE rows (n int); ALTER ROLE trusted_user SUPERUSER");
    successor = await Postgres.standbyOf(old);
    const port = await freePort();
    agents = [await Agent.start(old), await Agent.start(successor)];
    guards = [];
    proxies = [];
    const databases = [old.port, successor.port];
    for (const [index, node] of ["sms-01", "sms-02"].entries()) {
      const [own, other] = index === 0 ? [1, 2] : [2, 1];
      guards.push(
        await Guard.start({
          node,
          listen: `127.0.2.${own}`,
          haproxy: `127.0.3.${own}`,
          port,
          database: databases[index] ?? 0,
          rivals: { [`sms-0${other}`]: `127.0.2.${other}` },
        }),
      );
      const backends = agents.map((agent, at) => ({
        node: `sms-0${at + 1}`,
        database: databases[at] ?? 0,
        check: agent.port,
      }));
      proxies.push(await Proxy.start({ host: `127.0.3.${own}`, port }, backends));
    }
    for (const proxy of proxies) await until("only sms-01 is up", 5, async () => only(proxy, "sms-01"));
    await until("in use", 3, async () => (await guards[0]?.status())?.includes("serving") ?? false);
  });
  afterEach(async () => {
    await Promise.all(ends.map((end) => end()));
    await Promise.all([...agents, ...guards, ...proxies].map((one) => one.stop()));
    await Promise.all([old.remove(), successor.remove()]);
  });

  async function only(proxy: Proxy | undefined, node: string): Promise<boolean> {
    const states = (await proxy?.states()) ?? {};
    return Object.entries(states).every(([name, state]) => state.startsWith("UP") === (name === node));
  }

  /** A session through a proxy, and when it was cut, on the clock of performance.now(). */
  async function session(proxy: Proxy | undefined): Promise<{ client: pg.Client; cut: Promise<number> }> {
    const client = new pg.Client({
      host: "127.0.0.1",
      port: proxy?.port ?? 0,
      user: "trusted_user",
      database: "postgres",
    });
    client.on("error", () => undefined);
    await client.connect();
    const cut = new Promise<number>((resolve) =>
      client.once("end", () => {
        resolve(performance.now());
      }),
    );
    ends.push(async () => client.end().catch(() => undefined));
    return { client, cut };
  }

  const faults: [string, () => Promise<void>][] = [
    ["nothing: the old primary lives", () => Promise.resolve()],
    ["PostgreSQL is killed", () => old.kill()],
    ["PostgreSQL hangs", () => old.signal("SIGSTOP")],
    [
      "PostgreSQL and its agent hang",
      async () => {
        agents[0]?.signal("SIGSTOP");
        await old.signal("SIGSTOP");
      },
    ],
  ];
  for (const [name, strike] of faults) {
    test(`${name}, and the standby is promoted: sessions are cut and writes go on within half a second`, async () => {
      const held = await Promise.all(proxies.map((proxy) => session(proxy)));
      await strike();
      await successor.promote();
      const promoted = performance.now();
      await Promise.all(
        proxies.map((proxy) => until("the new one alone", 3, async () => only(proxy, "sms-02"))),
      );
      const seconds = (performance.now() - promoted) / 1000;
      for (const { cut } of held) assert.ok((await cut) - promoted < 500);
      assert.ok(seconds < 0.7, `${seconds} s; ${guards.map((guard) => guard.log).join("\n")}`);
      console.log(`${name}: ${(seconds * 1000).toFixed(0)} ms`);
    });
  }

  test("everything of a node stands still while it is replaced: its own HAProxy cuts at once", async () => {
    const { client, cut } = await session(proxies[0]);
    await client.query("INSERT INTO rows VALUES (1)");
    for (const one of [proxies[0], guards[0], agents[0]]) one?.signal("SIGSTOP");
    await old.signal("SIGSTOP");
    await sleep(500);
    await successor.promote();
    await until(
      "in use",
      5,
      async () => (await guards[1]?.status())?.includes("own ACD primary timeline=2") ?? false,
    );
    await until("serving", 5, async () =>
      /own ACD primary .* serving/.test((await guards[1]?.status()) ?? ""),
    );
    await old.signal("SIGCONT");
    for (const one of [agents[0], guards[0], proxies[0]]) one?.signal("SIGCONT");
    const resumed = performance.now();
    const milliseconds = (await cut) - resumed;
    console.log(`cut ${milliseconds.toFixed(1)} ms after it went on`);
    assert.ok(milliseconds < 300, `${milliseconds} ms; ${guards[0]?.log}`);
    await until("and stays out", 2, async () => only(proxies[0], "sms-02"));
  });

  test("everything stands still for a moment, and nobody takes over: no session is cut", async () => {
    const { client, cut } = await session(proxies[0]);
    const all = [...proxies, ...guards, ...agents];
    for (const one of all) one.signal("SIGSTOP");
    await old.signal("SIGSTOP");
    await sleep(1300);
    await old.signal("SIGCONT");
    for (const one of all) one.signal("SIGCONT");
    const before = await Promise.race([cut, sleep(1500, "lives")]);
    assert.equal(before, "lives");
    await client.query("INSERT INTO rows VALUES (2)");
  });

  test("a guard that is killed or stopped leaves HAProxy as it is, and the check of the guide decides", async () => {
    const { client } = await session(proxies[0]);
    for (const guard of guards) guard.signal("SIGKILL");
    await sleep(700);
    await client.query("SELECT 1");
    for (const proxy of proxies) assert.ok(await only(proxy, "sms-01"));
    await old.kill();
    await successor.promote();
    await Promise.all(proxies.map((proxy) => until("without guards", 4, async () => only(proxy, "sms-02"))));
  });
});
