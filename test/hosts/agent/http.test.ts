import assert from "node:assert/strict";
import { once } from "node:events";
import { connect } from "node:net";
import { after, before, describe, test } from "node:test";
import { Agent } from "../../support/agent/agent.ts";
import { request } from "../../support/agent/http.ts";
import { Postgres } from "../../support/agent/postgres.ts";
import { until } from "../../support/agent/until.ts";

describe("http", () => {
  let server: Postgres, agent: Agent;

  before(async () => {
    server = await Postgres.primary();
    agent = await Agent.start(server);
    await until("the primary is seen", 5, async () => (await agent.code()) === 200);
  });
  after(async () => {
    await agent.stop();
    await server.remove();
  });

  const asked: [string, string, number][] = [
    ["what HAProxy 1.8 sends", "OPTIONS / HTTP/1.0\r\nConnection: close\r\n\r\n", 200],
    ["what HAProxy 2.4 sends", "OPTIONS / HTTP/1.0\r\ncontent-length: 0\r\n\r\n", 200],
    ["what HAProxy 2.6 and later send", "OPTIONS / HTTP/1.0\r\n\r\n", 200],
    ["HEAD", "HEAD /primary HTTP/1.1\r\nHost: x\r\n\r\n", 200],
    ["POST with a body", "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nhello", 200],
    ["a method of its own", "M-SEARCH /primary HTTP/1.1\r\n\r\n", 200],
    ["OPTIONS *", "OPTIONS * HTTP/1.1\r\n\r\n", 200],
    ["a whole URL", "GET http://sms-01:25432/primary?x=y HTTP/1.1\r\n\r\n", 200],
    ["bare line feeds", "GET / HTTP/1.0\n\n", 200],
    ["two requests at once", "GET / HTTP/1.1\r\n\r\nGET / HTTP/1.1\r\n\r\n", 200],
    ["an unknown path", "GET /primary/ HTTP/1.1\r\n\r\n", 404],
    ["HTTP/0.9", "GET /\r\n\r\n", 400],
    ["HTTP/2's preface", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 400],
    ["an empty line first", "\r\n\r\n", 400],
    ["a control byte in the path", "GET /\x07 HTTP/1.1\r\n\r\n", 400],
    ["a head without end", `GET / HTTP/1.1\r\nX: ${"x".repeat(9000)}`, 431],
    ["much after the head", `GET / HTTP/1.1\r\n\r\n${"x".repeat(20_000)}`, 200],
  ];
  for (const [name, bytes, code] of asked) {
    test(`${name}: ${code}, and the client reads all of it`, async () => {
      const answer = await request(agent.port, bytes);
      assert.equal(answer.code, code);
      assert.ok(answer.clean, "the connection was reset");
      assert.match(answer.head, /\r\nConnection: close(\r\n|$)/);
      assert.equal(Number(/Content-Length: (\d+)/.exec(answer.head)?.[1]), answer.body.length);
    });
  }

  test("only GET gets a body", async () => {
    assert.equal((await agent.get("/", "GET")).body, "primary\n");
    for (const method of ["HEAD", "OPTIONS", "POST"]) assert.equal((await agent.get("/", method)).body, "");
  });

  test("a request that arrives byte by byte is answered", async () => {
    const socket = connect(agent.port, "127.0.0.1");
    const answer = new Promise<string>((done) =>
      socket.on("data", (data) => {
        done(data.toString());
      }),
    );
    for (const byte of "OPTIONS / HTTP/1.0\r\n\r\n") {
      socket.write(byte);
      await new Promise((done) => setTimeout(done, 10));
    }
    assert.match(await answer, /^HTTP\/1\.1 200 /);
    socket.destroy();
  });

  test("a client that is still sending when the answer comes is not reset", async () => {
    const socket = connect({ port: agent.port, host: "127.0.0.1", allowHalfOpen: true });
    let trouble: Error | undefined;
    socket.on("error", (error) => (trouble = error));
    socket.write("POST / HTTP/1.1\r\nContent-Length: 20\r\n\r\n");
    const ended = once(socket, "end");
    const [answer] = (await once(socket, "data")) as [Buffer];
    await ended;
    for (let n = 0; n < 4; n++) {
      socket.write("later");
      await new Promise((done) => setTimeout(done, 50));
    }
    socket.destroy();
    assert.match(answer.toString(), /^HTTP\/1\.1 200 /);
    assert.equal(trouble, undefined);
  });

  test("clients that say nothing or never hang up are cut, and hold up nobody", async () => {
    const began = performance.now();
    const silent = Array.from({ length: 300 }, () =>
      connect(agent.port, "127.0.0.1").on("error", () => undefined),
    );
    const cut = silent.map((socket) => new Promise((done) => socket.resume().on("close", done)));
    const lingering = connect({ port: agent.port, host: "127.0.0.1", allowHalfOpen: true });
    lingering.write("GET / HTTP/1.1\r\n\r\n");
    await until("all are connected", 2, () => Promise.resolve(silent.every((socket) => !socket.connecting)));
    const answer = await agent.get();
    assert.equal(answer.code, 200);
    assert.ok(answer.seconds < 0.5, `answered after ${answer.seconds} s`);
    await Promise.all(cut);
    const seconds = (performance.now() - began) / 1000;
    assert.ok(seconds < 4, `cut after ${seconds} s`);
    lingering.destroy();
    await until("no connection is left", 3, async () =>
      /http_connections 1\n/.test((await agent.get("/metrics")).body),
    );
    assert.match((await agent.get("/metrics")).body, /http_evicted_total [1-9]/);
  });

  test("eight clients in parallel, each many times", async () => {
    const client = async () => {
      const codes = [];
      for (let n = 0; n < 100; n++)
        codes.push((await request(agent.port, "OPTIONS / HTTP/1.0\r\n\r\n")).code);
      return codes;
    };
    const codes = (await Promise.all(Array.from({ length: 8 }, client))).flat();
    assert.equal(codes.length, 800);
    assert.deepEqual(new Set(codes), new Set([200]));
  });
});
