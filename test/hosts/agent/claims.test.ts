// What agents say to each other is believed only with the key of the stack: nobody vetoes a failover, or covers one up, by
// taking a rival's port.
import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer, type AddressInfo } from "node:net";
import { after, before, describe, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { Agent, type Settings } from "../../support/agent/agent.ts";
import { request } from "../../support/agent/http.ts";
import { freePort } from "../../support/agent/ports.ts";
import { Postgres } from "../../support/agent/postgres.ts";
import { response, Rival, serving, sign } from "../../support/agent/rival.ts";
import { during, until } from "../../support/agent/until.ts";

const KEY = "0123456789abcdefghijklmnopqrstuv";

describe("claims", () => {
  let server: Postgres;
  let last = 0;
  const ends: (() => Promise<void>)[] = [];

  before(async () => {
    server = await Postgres.primary();
  });
  after(async () => {
    await Promise.all(ends.map((end) => end()));
    await server.remove();
  });

  function places(): { own: string; other: string } {
    last += 2;
    return { own: `127.0.2.${last}`, other: `127.0.2.${last + 1}` };
  }

  async function start(own: string, other: string, port: number, more: Settings = {}): Promise<Agent> {
    const settings = {
      webserver_host: own,
      webservers: [{ target_port: server.port, listen_port: port }],
      rivals: [other],
      cut_off_ms: 1000,
      agents_key: KEY,
      ...more,
    };
    const agent = await Agent.start(server, { settings, at: { address: own, port } });
    ends.push(() => agent.stop());
    return agent;
  }

  /** What somebody at the rival's address says for `primary serving`, given the question and where it was put. */
  const vetoes: [string, (question: string, address: string, port: number) => string][] = [
    ["unsigned", () => serving()],
    ["of the version before", () => "primary serving"],
    [
      "signed with another stack's key",
      (question, address, port) => signed("x".repeat(32), question, address, port),
    ],
    ["signed for another address", (question, _, port) => signed(KEY, question, "127.0.0.1", port)],
    ["signed for another instance", (question, address, port) => signed(KEY, question, address, port + 1)],
    [
      "signed for an earlier question",
      (_, address, port) => signed(KEY, `nonce=${"ab".repeat(16)}`, address, port),
    ],
    [
      "with a signature of other words",
      (question, address, port) => {
        const [, signature = ""] = signed(KEY, question, address, port).split("\n");
        return `${serving()}9\n${signature}`;
      },
    ],
    ["that is no claim at all", () => "\x00\xff\n\n\nprimary serving\n"],
  ];
  function signed(key: string, question: string, address: string, port: number): string {
    const words = serving();
    return `${words}\n${sign(key, /nonce=([0-9a-f]+)/.exec(question)?.[1] ?? "", address, port, words)}`;
  }
  for (const [name, veto] of vetoes) {
    test(`a veto ${name} holds up the only primary for cut_off_ms and no longer`, async () => {
      const [{ own, other }, port] = [places(), await freePort()];
      const rogue = await Rival.start(other, port, (question) => response(veto(question, other, port)));
      ends.push(() => rogue.stop());
      const agent = await start(own, other, port);
      await until("it serves", 2.5, async () => (await agent.code()) === 200);
      assert.deepEqual(new Set(await during(1, () => agent.code())), new Set([200]));
    });
  }

  test("a witness may say what he likes: that he is there is all that is asked", async () => {
    const [{ own, other }, port] = [places(), await freePort()];
    const witness = createServer((socket) => {
      socket.on("error", () => undefined);
      socket.write(Buffer.alloc(1 << 20, "HTTP/1.1 200 OK\r\n\r\nprimary serving 9999999999999999999\n"));
    }).listen(0, own);
    await once(witness, "listening");
    const at = witness.address() as AddressInfo;
    const agent = await start(own, other, port, { witnesses: [`${own}:${at.port}`] });
    await until("it serves", 3, async () => (await agent.code()) === 200);
    assert.deepEqual(new Set(await during(1, () => agent.code())), new Set([200]));
    witness.close();
  });

  test("with the key a veto is heard", async () => {
    const [{ own, other }, port] = [places(), await freePort()];
    const rival = await Rival.start(other, port, serving(), KEY);
    ends.push(() => rival.stop());
    const agent = await start(own, other, port);
    await sleep(2000);
    assert.match((await agent.get()).body, /held back: .* is a primary as well/);
  });

  test("agents with one key believe each other, those with different keys do not", async () => {
    const [{ own, other }, port] = [places(), await freePort()];
    const first = await start(own, other, port);
    await until("the first serves", 3, async () => (await first.code()) === 200);
    const second = await start(other, own, port);
    await sleep(1500);
    assert.match((await second.get()).body, /held back: .* is a primary as well/);
    assert.equal(await first.code(), 200);
    await second.reload({ agents_key: "another".repeat(5) });
    await until("it goes by the silence of the first", 3, async () => (await second.code()) === 200);
  });

  test("an unsigned standby, or a refusal, is no proof that nobody else serves", async () => {
    const [{ own, other }, port] = [places(), await freePort()];
    const rogue = await Rival.start(other, port, "standby unproven");
    const agent = await start(own, other, port, { cut_off_ms: 3000 });
    await sleep(1000);
    await rogue.stop();
    await sleep(1000);
    assert.match((await agent.get()).body, /held back: .* has yet to be heard/);
    await until("silence is what is left to go by", 3, async () => (await agent.code()) === 200);
  });

  test("the key comes to one node after the other: the one in use stays in use, whichever has it", async () => {
    const [{ own, other }, port] = [places(), await freePort()];
    const first = await start(own, other, port, { agents_key: "" });
    await until("the first serves", 3, async () => (await first.code()) === 200);
    const second = await Rival.start(other, port, "standby unproven");
    ends.push(() => second.stop());
    const checks = during(3, () => first.code());
    await sleep(500);
    await first.reload({ agents_key: KEY });
    await sleep(1500);
    second.key = KEY;
    assert.deepEqual(new Set(await checks), new Set([200]));
  });

  test("who asks without a number gets no signature, and the key is shown nowhere", async () => {
    const [{ own, other }, port] = [places(), await freePort()];
    const agent = await start(own, other, port);
    for (const path of ["/claim", "/claim?nonce=", "/claim?nonce=zz", `/claim?nonce=${"a".repeat(31)}`]) {
      assert.match((await agent.get(path)).body, /^[a-z]+ [a-z]+\n$/, path);
    }
    const { body } = await request(port, `GET /claim?nonce=${"ab".repeat(16)} HTTP/1.0\r\n\r\n`, {
      host: own,
    });
    assert.match(body, /^[a-z]+ [a-z]+( \d+)?\n[0-9a-f]{64}\n$/);
    assert.doesNotMatch(agent.log + (await agent.get("/metrics")).body, new RegExp(KEY));
  });
});
