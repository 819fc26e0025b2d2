import assert from "node:assert/strict";
import { test } from "node:test";
import { duration, parseDuration, seconds } from "../../../lib/duration.ts";

const read: readonly (readonly [unknown, number | undefined])[] = [
  [250, 250],
  ["250ms", 250],
  ["3s", 3000],
  ["30m", 1_800_000],
  ["1h", 3_600_000],
  ["1d", 86_400_000],
  [0, 0],
  [-1, undefined],
  [1.5, undefined],
  [Number.NaN, undefined],
  ["3", undefined],
  ["3 s", undefined],
  ["3s\n", undefined],
  ["-3s", undefined],
  ["1e3ms", undefined],
  ["", undefined],
  [undefined, undefined],
  [["3s"], undefined],
];

for (const [value, milliseconds] of read) {
  await test(`${JSON.stringify(value)} is ${milliseconds ?? "no time"}`, () => {
    assert.equal(parseDuration(value), milliseconds);
  });
}

await test("HAProxy and people get the shortest spelling", () => {
  assert.deepEqual([0, 75, 250, 1500, 60_000, 90_000, 1_800_000, 86_400_000].map(duration), [
    "0ms",
    "75ms",
    "250ms",
    "1500ms",
    "1m",
    "90s",
    "30m",
    "1d",
  ]);
  assert.equal(seconds(75), "0.075 s");
});
