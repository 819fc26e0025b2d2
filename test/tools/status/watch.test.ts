// What --watch writes over the terminal each time.
import assert from "node:assert/strict";
import { test } from "node:test";
import { frame } from "../../../tools/status/watch.ts";

/** What a terminal of so many rows shows after it, where `before` stood until then. */
function screen(written: string, rows: number, before: readonly string[]): string[] {
  assert.ok(written.startsWith("\x1b[H"), "from the upper left corner");
  assert.ok(written.endsWith("\x1b[J"), "and nothing is left below");
  const lines = written.slice(3, -3).split("\n");
  assert.ok(lines.length <= rows, "a line more would scroll the first one away");
  return lines.map((line, i) =>
    line.endsWith("\x1b[K") ? line.slice(0, -3) : line + (before[i] ?? "").slice(line.length),
  );
}

test("a shorter frame leaves nothing of the one before it", () => {
  const before = ["All is well, and has been for long", "sms-01 primary", "sms-02 standby"];
  assert.deepEqual(screen(frame(["no primary", ""], 24), 24, before), ["no primary", ""]);
});

test("what fills the terminal is shown whole", () => {
  const lines = ["1", "2", "3"];
  assert.deepEqual(screen(frame(lines, 3), 3, []), lines);
});

test("what does not fit is counted in the last row", () => {
  const lines = ["1", "2", "3", "4", "5"];
  assert.deepEqual(screen(frame(lines, 4), 4, []), ["1", "2", "3", "… 2 more lines"]);
  assert.deepEqual(screen(frame(lines, 3), 3, []), ["1", "2", "… 3 more lines"]);
});

test("a terminal that does not know how high it is gets everything", () => {
  assert.equal(frame(["1", "2"], 0).split("\n").length, 2);
});
