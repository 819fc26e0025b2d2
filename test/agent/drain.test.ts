import assert from "node:assert/strict";
import { mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { Agent } from "./support/agent.ts";
import { Postgres } from "./support/postgres.ts";
import { SLACK, until } from "./support/until.ts";

describe("drain", () => {
  let server: Postgres, agent: Agent, folder: string;

  before(async () => {
    server = await Postgres.primary();
    agent = await Agent.start(server);
    folder = join(agent.folder, "drain");
    await until("the primary is seen", 5, async () => (await agent.code()) === 200);
  });
  after(async () => {
    await agent.stop();
    await server.remove();
  });

  const codeIs = (code: number) => async () => (await agent.code()) === code;

  for (const name of ["the port", "all"]) {
    test(`a file named ${name} takes the instance out of service within an interval, and back`, async () => {
      await mkdir(folder, { recursive: true });
      const file = join(folder, name === "all" ? "all" : String(server.port));
      await writeFile(file, "");
      const out = await until("503", 2, codeIs(503));
      assert.ok(out < 0.25 + SLACK, `noticed after ${out} s`);
      for (const path of ["/primary", "/read-write", "/replica", "/read-only"]) {
        assert.equal((await agent.get(path)).body, "drained\n", path);
      }
      assert.equal(await agent.code("/health"), 200, "PostgreSQL is well all the same");
      assert.match((await agent.get("/metrics")).body, /_drained\{.*\} 1\n/);
      await rm(file);
      const back = await until("200", 2, codeIs(200));
      assert.ok(back < 0.25 + SLACK, `noticed after ${back} s`);
    });
  }

  test("another port's file changes nothing", async () => {
    await writeFile(join(folder, "1"), "");
    await new Promise((done) => setTimeout(done, 400));
    assert.equal(await agent.code(), 200);
  });

  test("it survives a restart of the agent: not even the first answer is 200", async () => {
    await writeFile(join(folder, String(server.port)), "");
    const second = await Agent.start(server, { settings: { drain_folder: folder } });
    const answer = await second.get();
    await second.stop();
    assert.equal(answer.code, 503);
    assert.equal(answer.body, "drained\n");
  });
});
