// A machine that stood still: its guard says nothing good of its own primary before it has heard the others, or knows that their leases are over.
import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer, type Server } from "node:net";
import { afterEach, beforeEach, describe, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { type Guard, say, startGuards } from "../../../support/agent/guard.ts";
import { freePort } from "../../../support/agent/ports.ts";
import { Postgres } from "../../../support/agent/postgres.ts";
import { during, until } from "../../../support/agent/until.ts";

let old: Postgres, successor: Postgres, witness: Server, guards: readonly [Guard, Guard];

beforeEach(async () => {
  old = await Postgres.primary();
  successor = await Postgres.standbyOf(old);
  const at = await freePort();
  witness = createServer((socket) => socket.end()).listen(at, "127.0.2.29");
  await once(witness, "listening");
  guards = await startGuards([old, successor], 21, { witnesses: [`127.0.2.29:${at}`], leaseMs: 1500 });
  // Nobody has asked for a verdict yet: the first one is not held back.
  await until("in use", 5, async () => / serving /.test(await guards[0].status()));
});
afterEach(async () => {
  await old.signal("SIGCONT").catch(() => undefined);
  for (const guard of guards) await guard.stop();
  witness.close();
  await Promise.all([old.remove(), successor.remove()]);
});

describe("a primary's machine stands still for longer than its lease, and the standby is promoted", () => {
  beforeEach(async () => {
    guards[0].signal("SIGSTOP");
    await old.signal("SIGSTOP");
    await sleep(500);
    await successor.promote();
    await until("the new one in use", 5, async () =>
      /^own ACD primary timeline=2 .* serving /m.test(await guards[1].status()),
    );
  });

  /** HAProxy's question was put while all stood still; its answer, and how long after it went on. */
  async function resumed(): Promise<[answer: string, milliseconds: number]> {
    const { haproxy, port } = guards[0].setup;
    const answer = say(haproxy, port, "sms-01 ACD\n");
    await sleep(100);
    await old.signal("SIGCONT");
    guards[0].signal("SIGCONT");
    const began = performance.now();
    return [(await answer).trim(), performance.now() - began];
  }

  test("its first word is that it is superseded", async () => {
    const [answer, milliseconds] = await resumed();
    console.log(`${milliseconds.toFixed(0)} ms after it went on`);
    assert.equal(answer, "down #superseded by sms-02, timeline 2", guards[0].log);
  });

  test("where nobody answers, its first word is that it is down; it stays out, and hears later by whom it is superseded", async () => {
    guards[1].signal("SIGSTOP");
    witness.close();
    await sleep(1700);
    const [answer, milliseconds] = await resumed();
    console.log(`${milliseconds.toFixed(0)} ms after it went on`);
    // Mostly that it is cut off: unless the news was on its way already, or its PostgreSQL has not answered yet.
    const down =
      /^down #(cut off from every other node|sms-02 has yet to be heard|superseded by sms-02, timeline 2)$/;
    assert.match(answer, down, guards[0].log);
    for (let tries = 0; tries < 10; tries += 1) assert.match(await guards[0].verdict("sms-01"), down);
    guards[1].signal("SIGCONT");
    await until("superseded", 3, async () =>
      (await guards[0].verdict("sms-01")).startsWith("down #superseded by sms-02"),
    );
  });
});

describe("a standby's machine stands still, and it is promoted as soon as it goes on", () => {
  test("it waits for the lease of a primary that may have been in use until then, and is not heard", async () => {
    guards[1].signal("SIGSTOP");
    await sleep(900);
    guards[0].signal("SIGSTOP");
    guards[1].signal("SIGCONT");
    await successor.promote();
    const status = (): Promise<string> => guards[1].status();
    const serves = async (): Promise<boolean> =>
      /^own ACD primary timeline=2 .* serving /m.test(await status());
    for (const served of await during(1.2, serves)) assert.equal(served, false, guards[1].log);
    await until("in use", 2, serves);
  });
});
