import assert from "node:assert/strict";
import { test } from "node:test";
import { batches } from "../../../lib/rollout.ts";

test("nodes change in batches, canaries before them", () => {
  const five = [1, 2, 3, 4, 5];
  assert.deepEqual(batches(five, 1, 0), [[1], [2], [3], [4], [5]]);
  assert.deepEqual(batches(five, 2, 0), [[1, 2], [3, 4], [5]]);
  assert.deepEqual(batches(five, 2, 1), [[1], [2, 3], [4, 5]]);
  assert.deepEqual(batches(five, 9, 9), [five]);
  assert.deepEqual(batches([], 2, 1), []);
});
