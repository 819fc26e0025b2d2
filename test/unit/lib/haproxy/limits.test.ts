// Whoever fills one port of HAProxy takes nothing from another one: the real program, on loopback.
import assert from "node:assert/strict";
import { createServer as createHttp, type Server } from "node:http";
import { type AddressInfo, createServer } from "node:net";
import { after, before, describe, it } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import { renderFe } from "../../../../lib/haproxy/fe.ts";
import { renderMetrics } from "../../../../lib/haproxy/metrics.ts";
import { renderSms } from "../../../../lib/haproxy/sms.ts";
import { fe, sms } from "../../../support/haproxy/models.ts";
import { answer, hold, type Running, start } from "../../../support/haproxy/running.ts";

const here = [{ name: "sms-01", address: "127.0.0.1" }];
const stats = { bind: "127.0.0.1", port: 17_000 };
const metrics = renderMetrics({
  stack: "test",
  smsNodes: here,
  metrics: { bind: "127.0.0.1", port: 18_405 },
});
/** What each port answers somebody who waits for it. */
const ports = {
  writers: { port: 15_732, request: "X", answers: /^postgres/ },
  others: { port: 15_733, request: "X", answers: /^postgres/ },
  readers: { port: 25_732, request: "X", answers: /^postgres/ },
  stats: { port: 17_000, request: "GET / HTTP/1.0\r\n\r\n", answers: /^HTTP\S* 401/ },
  metrics: { port: 18_405, request: "GET /metrics HTTP/1.0\r\n\r\n", answers: /^HTTP\S* 200/ },
};
type Port = keyof typeof ports;

async function expectAnswers(all: readonly Port[], meanwhile: string): Promise<void> {
  for (const name of all) {
    const { port, request, answers } = ports[name];
    assert.match(await answer(port, request), answers, `${name}, while ${meanwhile}`);
  }
}

describe("1,500 idle connections to one port of an SMS node", () => {
  const database = createServer((socket) => {
    socket.on("error", () => undefined).on("data", () => socket.end("postgres"));
  });
  const agent = createHttp((_, response) => response.end());
  let running: Running;
  before(async () => {
    const [port, checkPort] = [await listening(database), await listening(agent)];
    const one = { port, checkPort, readers: { listenPort: 25_732, checkPath: "/replica" } };
    const databases = [
      { ...one, name: "ACD", listenPort: 15_732 },
      { port, checkPort, name: "CDR", listenPort: 15_733 },
    ];
    const text = renderSms({ ...sms, smsNodes: here, stats, databases, peersPort: 10_701 });
    running = await start(`${text}\n${metrics}`, ["-L", "127.0.0.1"]);
    await pause(1500);
  });
  after(async () => {
    await running.stop();
    database.close();
    agent.close();
  });

  const all = Object.keys(ports) as Port[];
  for (const name of all) {
    it(`${name}: every other one goes on`, async () => {
      const others = all.filter((other) => other !== name);
      await expectAnswers(others, "nothing happens");
      const release = await hold(ports[name].port, 1500);
      try {
        await expectAnswers(others, `${name} is full`);
      } finally {
        release();
      }
    });
  }

  it("the peers' port: all go on", async () => {
    const release = await hold(10_701, 1500);
    try {
      await expectAnswers(all, "10000 is full");
    } finally {
      release();
    }
  });
});

describe("an FE node", () => {
  const apache = createHttp((request, response) => request.resume().on("end", () => response.end("apache")));
  const page = "GET / HTTP/1.0\r\n\r\n";
  let running: Running;
  before(async () => {
    const apachePort = await listening(apache);
    running = await start(renderFe({ ...fe, smsNodes: here, stats, port: 18_080, apachePort }));
  });
  after(() => running.stop());

  it("serves users while 1,500 connections to its stats page are open, and the page while as many users are", async () => {
    let release = await hold(17_000, 1500);
    assert.match(await answer(18_080, page), /apache/);
    release();
    release = await hold(18_080, 1500);
    assert.match(await answer(17_000, page), /^HTTP\S* 401/);
    release();
  });

  it("lets no slow body have one of a server's connections", async () => {
    const slow = "POST / HTTP/1.1\r\nHost: fe\r\nContent-Length: 4000\r\n\r\nbegin";
    const release = await hold(18_080, 300, slow);
    try {
      assert.match(await answer(18_080, page), /apache/);
    } finally {
      release();
    }
  });

  it("takes a large body", async () => {
    const head = `POST / HTTP/1.0\r\nContent-Length: 3000000\r\n\r\n`;
    assert.match(await answer(18_080, head + "x".repeat(3_000_000)), /apache/);
  });
});

async function listening(server: Server | ReturnType<typeof createServer>): Promise<number> {
  await new Promise<void>((resolve) => server.unref().listen(0, "127.0.0.1", resolve));
  return (server.address() as AddressInfo).port;
}
