// Two agents that ask each other, each with a real PostgreSQL: at most one primary of theirs is in use.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { Agent, type Settings } from "../../support/agent/agent.ts";
import { freePort } from "../../support/agent/ports.ts";
import { Postgres } from "../../support/agent/postgres.ts";
import { until } from "../../support/agent/until.ts";

describe("rivals", () => {
  let server: Postgres;
  const agents: Agent[] = [];

  before(async () => {
    server = await Postgres.primary();
  });
  after(async () => {
    await Promise.all(agents.map((agent) => agent.stop()));
    await server.remove();
  });

  /** An agent for the server that answers on `port` of `address` and asks the other address there. */
  async function start(address: string, rival: string, port: number, more: Settings = {}): Promise<Agent> {
    const settings = {
      webserver_host: address,
      webservers: [{ target_port: server.port, listen_port: port }],
      rivals: [rival],
      cut_off_ms: 1000,
      ...more,
    };
    const agent = await Agent.start(server, { settings, at: { address, port } });
    agents.push(agent);
    return agent;
  }

  test("a primary waits for a silent rival, and a second primary stays out of use", async () => {
    const port = await freePort();
    const first = await start("127.0.0.11", "127.0.0.12", port);
    await until("the first serves", 3, async () => (await first.code()) === 200);
    assert.equal((await first.get("/claim")).body, "primary serving\n");
    const second = await start("127.0.0.12", "127.0.0.11", port);
    await sleep(2000);
    assert.equal((await second.get()).body, "primary, held back: 127.0.0.11 is a primary as well\n");
    assert.equal(await first.code(), 200, "the one in use stays in use");
    await first.stop();
    await until("the second serves", 3, async () => (await second.code()) === 200);
  });

  test("a primary that is cut off from its witness is out of use, and back once nobody replaced it", async () => {
    const port = await freePort();
    const witness = await freePort();
    const agent = await start("127.0.0.13", "127.0.0.14", port, { witnesses: [`127.0.0.1:${witness}`] });
    await until("it serves: who refuses is there", 3, async () => (await agent.code()) === 200);
    await agent.reload({ rivals: ["nobody.invalid"], witnesses: ["nobody.invalid:9"] });
    await until("it is out of use", 3, async () => (await agent.code()) === 503);
    assert.match((await agent.get()).body, /held back: cut off from every other node/);
    assert.match((await agent.get("/metrics")).body, /_held_back\{.*\} 1\n/);
    await agent.reload({ rivals: ["127.0.0.14"], witnesses: [`127.0.0.1:${witness}`] });
    await until("it is back", 5, async () => (await agent.code()) === 200);
  });
});
