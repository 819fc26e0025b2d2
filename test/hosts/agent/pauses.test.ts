// A primary that stood still while another one took its place: it does not serve before it has heard the others.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { Agent, PYTHON, type Setup } from "../../support/agent/agent.ts";
import { freePort } from "../../support/agent/ports.ts";
import { Postgres } from "../../support/agent/postgres.ts";
import { Rival, serving } from "../../support/agent/rival.ts";
import { during, until } from "../../support/agent/until.ts";

/** No look at the clock sees more than 0.3 s gone by: so a pause is not seen, as in a virtual machine that is paused. */
const STANDING_CLOCK = [
  PYTHON,
  ...["-I", "-S", "-B", "-c"],
  "import runpy, sys, time\n" +
    "real, last, shown = time.monotonic, [time.monotonic()], [time.monotonic()]\n" +
    "def shorter():\n" +
    "    now = real()\n" +
    "    shown[0] += min(now - last[0], 0.3)\n" +
    "    last[0] = now\n" +
    "    return shown[0]\n" +
    "time.monotonic = shorter\n" +
    "sys.argv = sys.argv[1:]\n" +
    "runpy.run_path(sys.argv[0], run_name='__main__')\n",
];

describe("a primary that was away", () => {
  let server: Postgres;
  const ends: (() => Promise<void>)[] = [];

  before(async () => {
    server = await Postgres.primary();
  });
  after(async () => {
    await Promise.all(ends.map((end) => end()));
    await server.remove();
  });

  /** An agent in use, and its rival, on addresses of their own. */
  async function pair(last: number, more: Setup = {}): Promise<{ agent: Agent; rival: Rival }> {
    const port = await freePort();
    const [own, other] = [`127.0.1.${last}`, `127.0.1.${last + 1}`] as const;
    const rival = await Rival.start(other, port, "standby unproven");
    ends.push(() => rival.stop());
    const settings = {
      webserver_host: own,
      webservers: [{ target_port: server.port, listen_port: port }],
      rivals: [other],
      cut_off_ms: 1700,
      ...more.settings,
    };
    const agent = await Agent.start(server, { ...more, settings, at: { address: own, port } });
    ends.push(() => agent.stop());
    await until("it serves", 3, async () => (await agent.code()) === 200);
    return { agent, rival };
  }

  const pauses: [string, Setup, number][] = [
    ["its process stopped", {}, 10],
    ["its clock stood still as well", { interpreter: STANDING_CLOCK }, 20],
    ["it has a witness", { settings: { witnesses: ["127.0.0.1:9"] } }, 30],
  ];
  for (const [name, setup, last] of pauses) {
    test(`${name}, and it was replaced: not one 200 afterwards`, async () => {
      const { agent, rival } = await pair(last, setup);
      for (const seconds of [0.5, 2.5]) {
        agent.signal("SIGSTOP");
        rival.says = serving();
        const first = [agent.code(), agent.code("/primary")];
        await sleep(seconds * 1000);
        agent.signal("SIGCONT");
        const codes = [...(await Promise.all(first)), ...(await during(1.5, () => agent.code()))];
        assert.deepEqual(new Set(codes), new Set([503]), agent.log);
        assert.match((await agent.get("/claim")).body, /^primary yielding/);
        rival.says = "standby unproven";
        await until("it is back once that is over", 4, async () => (await agent.code()) === 200);
      }
    });
  }

  test("an old primary's ballot does not move the one in use", async () => {
    const { agent, rival } = await pair(40);
    rival.says = "primary serving 17";
    const codes = await during(1, () => agent.code());
    assert.deepEqual(new Set(codes), new Set([200]));
  });

  test("a rival of the version before, whose claims have no ballots", async () => {
    const { agent, rival } = await pair(80);
    agent.signal("SIGSTOP");
    rival.says = "primary serving";
    const first = agent.code();
    await sleep(2000);
    agent.signal("SIGCONT");
    assert.deepEqual(new Set([await first, ...(await during(1, () => agent.code()))]), new Set([503]));
  });

  test("it stood still for 3 s and was not replaced: the check that waited is answered 200 at once", async () => {
    const { agent } = await pair(50, { settings: { witnesses: ["127.0.0.1:9"], stale_after_ms: 4000 } });
    agent.signal("SIGSTOP");
    const waiting = agent.get();
    await sleep(3000);
    agent.signal("SIGCONT");
    const { code } = await waiting;
    assert.equal(code, 200);
    assert.doesNotMatch(agent.log, /out of service/);
  });

  test("a rival that says nothing any more delays a check for a moment, and no more", async () => {
    const { agent, rival } = await pair(60);
    rival.says = "silence";
    const answers = await during(4, () => agent.get());
    assert.deepEqual(new Set(answers.map(({ code }) => code)), new Set([200]));
    assert.ok(Math.max(...answers.map(({ seconds }) => seconds)) < 0.45);
    const late = answers.slice(-10).map(({ seconds }) => seconds);
    assert.ok(Math.max(...late) < 0.2, `known to be silent it costs ${Math.max(...late)} s`);
    await rival.stop();
    ends.splice(ends.length - 2, 1);
    assert.equal(await agent.code(), 200, "nor does one that refuses");
  });

  test("many checks at once share one question to the rival", async () => {
    const { agent, rival } = await pair(70);
    await sleep(600);
    const before = rival.questions;
    const answers = await Promise.all(Array.from({ length: 100 }, () => agent.get()));
    assert.deepEqual(new Set(answers.map(({ code }) => code)), new Set([200]));
    assert.ok(rival.questions - before < 40, `${rival.questions - before} questions for 100 checks`);
  });
});
