// The guard against two writers between two real HAProxies on loopback, and somebody who claims to be one of them.
import assert from "node:assert/strict";
import { createServer as createHttp } from "node:http";
import { createServer, type Server } from "node:net";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import { renderSms } from "../../../../lib/haproxy/sms.ts";
import { peersPem } from "../../../../lib/peersKey.ts";
import { sms } from "../../../support/haproxy/models.ts";
import { answer, type Running, start } from "../../../support/haproxy/running.ts";

const peersFile = "/etc/haproxy/n2acd-ha-peers.pem";
const folder = mkdtempSync(join(tmpdir(), "n2acd-ha-peers-"));
const own = join(folder, "own.pem");
const foreign = join(folder, "foreign.pem");
const checkPort = 17_532;

/** A node's PostgreSQL and its agent, on the node's loopback address; `primary` is what the agent says. */
class Node {
  primary = false;
  readonly address: string;
  readonly #servers: readonly Server[];
  constructor(address: string) {
    this.address = address;
    this.#servers = [
      createServer((socket) => socket.on("error", () => undefined).on("data", () => socket.end(address))),
      createHttp((_, response) => response.writeHead(this.primary ? 200 : 503).end()),
    ];
  }
  async listen(): Promise<void> {
    const [database, agent] = this.#servers;
    for (const [server, port] of [
      [database, 17_432],
      [agent, checkPort],
    ] as const)
      await new Promise<void>((resolve) => server?.unref().listen(port, this.address, resolve));
  }
  close(): void {
    for (const server of this.#servers) server.close();
  }
}

const [a, b] = [new Node("127.0.0.11"), new Node("127.0.0.12")] as const;

/** A HAProxy that says it is `node`; with `key` its peers have to show the same. */
function proxy(
  node: string,
  listenPort: number,
  key: string | undefined,
  servers = [a, b],
): Promise<Running> {
  const text = renderSms({
    ...sms,
    smsNodes: [a, b].map(({ address }) => ({ name: `sms-${address}`, address })),
    stats: { bind: node, port: 17_001 },
    databases: [{ name: "ACD", port: 17_432, listenPort, checkPort }],
    peersPort: 10_702,
  });
  const kept = text
    .split("\n")
    .filter((line) => !/^ *server /.test(line) || servers.some(({ address }) => line.includes(address)));
  const joined = kept.join("\n").replace("bind *:", `bind ${node}:`);
  const keyed = key === undefined ? joined : joined.replaceAll("#peers-tls ", "").replaceAll(peersFile, key);
  return start(keyed, ["-L", node]);
}

const through = (host: string, port: number): Promise<string> => answer({ host, port }, "X");

describe("the peers of the guard against two writers", () => {
  const running: Running[] = [];
  const run = async (...args: Parameters<typeof proxy>): Promise<Running> => {
    const started = await proxy(...args);
    running.push(started);
    return started;
  };
  before(async () => {
    writeFileSync(own, peersPem("the stack's"), { mode: 0o600 });
    writeFileSync(foreign, peersPem("somebody else's"), { mode: 0o600 });
    await a.listen();
    await b.listen();
  });
  after(async () => {
    for (const each of running) await each.stop();
    for (const node of [a, b]) node.close();
    rmSync(folder, { recursive: true });
  });

  it("tell each other the server in use, with the stack's key", async () => {
    a.primary = true;
    await run(a.address, 17_732, own);
    await run(b.address, 17_732, own);
    await pause(6000);
    assert.equal(await through(a.address, 17_732), a.address);
    await pause(500);
    b.primary = true;
    await pause(1500);
    assert.equal(await through(b.address, 17_732), a.address);
  });

  it("tell it their own next worker at a reload", async () => {
    const [first] = running;
    first?.process.kill("SIGUSR2");
    await pause(200);
    for (let each = 0; each < 10; each += 1) assert.equal(await through(a.address, 17_732), a.address);
  });

  for (const [what, key] of [
    ["no key", undefined],
    ["a key of his own", foreign],
  ] as const)
    it(`believe nobody who has ${what} and claims to be one of them`, async () => {
      await running[1]?.stop();
      running.length = 1;
      // He knows one server only, and says at each connection that it is in use.
      const rogue = await proxy(b.address, 17_733, key, [b]);
      for (let each = 0; each < 12; each += 1) {
        assert.equal(await through(b.address, 17_733), b.address);
        assert.equal(await through(a.address, 17_732), a.address);
        await pause(500);
      }
      await rogue.stop();
      await run(b.address, 17_732, own);
    });
});
