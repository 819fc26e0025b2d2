import assert from "node:assert/strict";
import { test } from "node:test";
import { profiles } from "../../../lib/failover.ts";
import { batches, proofWords } from "../../../lib/rollout.ts";

test("nodes change in batches, canaries before them", () => {
  const five = [1, 2, 3, 4, 5];
  assert.deepEqual(batches(five, 1, 0), [[1], [2], [3], [4], [5]]);
  assert.deepEqual(batches(five, 2, 0), [[1, 2], [3, 4], [5]]);
  assert.deepEqual(batches(five, 2, 1), [[1], [2, 3], [4, 5]]);
  assert.deepEqual(batches(five, 9, 9), [five]);
  assert.deepEqual(batches([], 2, 1), []);
});

test("a proof gets the time that HAProxy needs to know, and a change the time that it has to last", () => {
  assert.deepEqual(proofWords(profiles.fast, 0, 20), []);
  assert.deepEqual(proofWords(profiles.guide, 0, 20), ["wait=25"]);
  assert.deepEqual(proofWords(profiles.fast, 2500, 10), ["settle=3"]);
});
