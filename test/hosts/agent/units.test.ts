import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { Agent, PYTHON } from "../../support/agent/agent.ts";
import { Postgres } from "../../support/agent/postgres.ts";
import { SLACK } from "../../support/agent/until.ts";

/** Every Python 3 on PATH that the agent should run on; EL 8 has 3.6. */
const PYTHONS = [PYTHON, ...Array.from({ length: 10 }, (_, minor) => `python3.${minor + 6}`)].filter(
  (python) => spawnSync(python, ["-c", "1"]).status === 0,
);

describe("on each Python", () => {
  let server: Postgres;

  before(async () => {
    server = await Postgres.primary();
  });
  after(async () => {
    await server.remove();
  });

  for (const python of PYTHONS) {
    test(`${python}: the tables hold`, () => {
      const { status, stderr } = spawnSync(python, ["-B", join(import.meta.dirname, "units_test.py")], {
        encoding: "utf8",
      });
      assert.equal(status, 0, stderr);
      assert.match(stderr, /Ran \d\d tests/);
    });

    test(`${python}: the agent serves`, async () => {
      const agent = await Agent.start(server, { interpreter: [python, "-I", "-S", "-B"] });
      try {
        assert.equal(await agent.code(), 200);
        assert.equal(agent.log.match(/: primary$/gm)?.length, 1);
      } finally {
        await agent.stop();
      }
    });
  }

  test("no jump of the clock is felt", async () => {
    // The wall clock leaps by an hour, forwards and backwards, each time that anybody looks at it.
    const leaps =
      "import itertools, runpy, sys, time\n" +
      "real, leap = time.time, itertools.cycle((3600, -3600))\n" +
      "time.time = lambda: real() + next(leap)\n" +
      "sys.argv = sys.argv[1:]\n" +
      "runpy.run_path(sys.argv[0], run_name='__main__')\n";
    const agent = await Agent.start(server, { interpreter: [PYTHON, "-I", "-S", "-B", "-c", leaps] });
    try {
      const until = performance.now() + 2500;
      while (performance.now() < until) {
        const { code, seconds } = await agent.get();
        assert.equal(code, 200, agent.log);
        assert.ok(seconds < SLACK);
        await new Promise((done) => setTimeout(done, 20));
      }
      const age = /probe_age_seconds\{.*\} (\S+)/.exec((await agent.get("/metrics")).body)?.[1];
      assert.ok(Math.abs(Number(age)) < 1, `age ${age}`);
    } finally {
      await agent.stop();
    }
  });
});
