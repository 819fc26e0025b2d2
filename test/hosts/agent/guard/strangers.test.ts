// Who is not a guard of this stack: at a rival's address, on the guard's own port, and in HAProxy's place.
import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer, type Server, type Socket } from "node:net";
import { after, before, describe, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { Guard, KEY, say } from "../../../support/agent/guard.ts";
import { freePort } from "../../../support/agent/ports.ts";
import { Postgres } from "../../../support/agent/postgres.ts";
import { sign } from "../../../support/agent/rival.ts";
import { during, until } from "../../../support/agent/until.ts";

/** Answers a question, which is "ask NONCE VERSION"; nothing for silence. */
type Face = (nonce: string) => string | undefined;

describe("somebody at a rival's address", () => {
  const rival = "127.0.2.12";
  let server: Postgres, guard: Guard, listener: Server, port: number, system: string;
  let face: Face = () => undefined;
  let asked = "0".repeat(32);
  /** Milliseconds until an answer is there. */
  let delay = 0;

  before(async () => {
    server = await Postgres.primary();
    system = await server.sql("SELECT system_identifier FROM pg_control_system()");
    port = await freePort();
    listener = createServer((socket: Socket) => {
      socket.on("error", () => undefined);
      socket.on("data", (data) => {
        for (const [, nonce = ""] of data.toString().matchAll(/ask ([0-9a-f]+) \d+\n/g)) {
          const answer = face(nonce);
          if (answer !== undefined)
            setTimeout(() => {
              socket.write(answer);
            }, delay);
        }
      });
    }).listen(port, rival);
    await once(listener, "listening");
    face = (nonce) => said(nonce, standby());
    guard = await Guard.start({
      node: "sms-01",
      listen: "127.0.2.11",
      haproxy: "127.0.3.11",
      port,
      database: server.port,
      rivals: { "sms-02": rival },
    });
    await until("in use", 3, async () => (await guard.status()).includes("serving"));
  });
  after(async () => {
    await guard.stop();
    listener.close();
    await server.remove();
  });

  const standby = (): string => `ACD=standby,unproven,${system},1,0,0/3000000`;
  const newer = (): string => `ACD=primary,serving,${system},9,1764366000000000,0/3000000`;
  const said = (nonce: string, words: string, key = KEY, address = rival, at = port, version = "1"): string =>
    `${nonce} ${version} ${words} ${sign(key, nonce, address, at, `${version} ${words}`)}\n`;

  const strangers: [string, Face][] = [
    ["another stack's key", (nonce) => said(nonce, newer(), "another key")],
    ["another node's answer", (nonce) => said(nonce, newer(), KEY, "127.0.2.13")],
    ["another port's answer", (nonce) => said(nonce, newer(), KEY, rival, 1)],
    ["an answer to another question", () => said("0".repeat(32), newer())],
    [
      "the answer to the question before, which was good then",
      (nonce) => {
        const [before, words] = [asked, newer()];
        asked = nonce;
        return said(before, words);
      },
    ],
    [
      "words changed on the way",
      (nonce) => said(nonce, standby()).replace("standby,unproven", "primary,serving"),
    ],
    ["no signature", (nonce) => `${nonce} 1 ${newer()}\n`],
    ["noise", () => `${"x".repeat(20_000)}\n`],
    ["silence", () => undefined],
  ];
  for (const [name, answers] of strangers) {
    test(`${name} moves nothing`, async () => {
      face = answers;
      await sleep(400);
      assert.equal(await guard.verdict("sms-01"), "up", guard.log);
      assert.match(await guard.status(), /own ACD primary .*serving/);
    });
  }

  test("an answer that is late is taken for none", async () => {
    delay = 600;
    face = (nonce) => said(nonce, standby());
    await sleep(1000);
    const ages = await during(1, async () => /^rival .* heard=(\S+)$/m.exec(await guard.status())?.[1] ?? "");
    assert.ok(Math.min(...ages.map(Number)) > 0.5, ages.join(" "));
    assert.equal(await guard.verdict("sms-01"), "up");
    delay = 0;
    await until("heard again", 2, async () => /heard=0\.[0-3]$/m.test(await guard.status()));
  });

  test("strangers on the guard's ports are hung up on, and change nothing", async () => {
    face = (nonce) => said(nonce, standby());
    for (const [host, text] of [
      ["127.0.2.11", "GET / HTTP/1.0\r\n\r\n"],
      ["127.0.2.11", `${"0".repeat(32)} 1 ${newer()} ${"0".repeat(64)}\n`],
      ["127.0.3.11", "sms-01 ACD up\n"],
      ["127.0.3.11", "y".repeat(9000)],
    ] as const)
      assert.equal(await say(host, port, text).catch(() => ""), "");
    assert.equal(await guard.verdict("sms-01"), "up");
    assert.doesNotMatch(guard.log, /fault/);
  });

  test("the rival itself is believed, at once and for good", async () => {
    face = (nonce) => said(nonce, newer());
    await until("superseded", 1, async () => (await guard.verdict("sms-01")).startsWith("down"));
    face = () => undefined;
    await sleep(500);
    assert.equal(await guard.verdict("sms-01"), "down #superseded by sms-02, timeline 9");
    face = (nonce) => said(nonce, standby());
    await until("undone: it follows this one", 3, async () => (await guard.verdict("sms-01")) === "up");
  });
});
