// The rule of the guards on made-up nodes, links and clocks: see model.py.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { describe, test } from "node:test";
import { PYTHON } from "../../../support/agent/agent.ts";

/** How many schedules; a night may try more: N2ACD_SCHEDULES=100000. */
const SCHEDULES = process.env["N2ACD_SCHEDULES"] ?? "80";

function model(...words: string[]): { status: number | null; said: string } {
  const { status, stdout, stderr } = spawnSync(
    PYTHON,
    ["-B", join(import.meta.dirname, "model.py"), ...words],
    {
      encoding: "utf8",
    },
  );
  return { status, said: stdout + stderr };
}

describe("the guards' protocol", () => {
  test("no schedule lets two primaries serve, and none leaves one out that could", () => {
    const seed = String(Date.now() % 1_000_000);
    const { status, said } = model(SCHEDULES, seed);
    assert.equal(status, 0, said);
  });

  /** Each with the first of the schedules that find it. */
  const broken: [string, string, string][] = [
    ["lease", "150", "a primary that is cut off goes on"],
    ["margin", "150", "a promoted one does not wait for the lease of a silent one"],
    ["waiting", "450", "a promoted one that waits is not kept out of HAProxy"],
    ["doubt", "150", "one that could not be used at once is not kept out before it is promoted"],
  ];
  for (const [rule, seed, words] of broken) {
    test(`a broken rule is found: ${words}`, () => {
      const { status, said } = model("150", seed, rule);
      assert.equal(status, 1, said);
      assert.match(said, /served at .*sms-\d \(timeline \d+\) and sms-\d \(timeline \d+\)/);
    });
  }
});
