// What --watch writes over the terminal each time.
import assert from "node:assert/strict";
import { test } from "node:test";
import { frame } from "../../../../tools/status/watch.ts";

const columns = 14;

/**
 * What a terminal of so many rows shows after it, where `before` stood until then. As on real ones, the cursor waits on
 * the last letter of a row that is full.
 */
function screen(written: string, rows: number, before: readonly string[] = []): string[] {
  const cells = Array.from({ length: rows }, (_, row) => Array.from((before[row] ?? "").padEnd(columns)));
  let [row, column, scrolled] = [0, 0, 0];
  const erase = (from: number, to: number): void => {
    for (let r = from; r < to; r++) cells[r]?.fill(" ", r === row ? column : 0);
  };
  for (const [part] of written.matchAll(/\p{Cc}\[[HKJ]|[^]/gu)) {
    if (part === "\x1b[H") [row, column] = [0, 0];
    else if (part === "\x1b[K") erase(row, row + 1);
    else if (part === "\x1b[J") erase(row, rows);
    else if (part === "\n") {
      [row, column] = [row + 1, 0];
      scrolled = Math.max(scrolled, row - rows + 1);
    } else {
      cells[row]?.splice(column, 1, part);
      column = Math.min(column + 1, columns - 1);
    }
  }
  assert.equal(scrolled, 0, "nothing has left the screen at its top");
  return cells.map((each) => each.join("").trimEnd());
}

test("a shorter frame leaves nothing of the one before it", () => {
  const before = ["All is well", "sms-01 up", "sms-02 down"];
  assert.deepEqual(screen(frame(["no primary", ""], 4), 4, before), ["no primary", "", "", ""]);
});

test("a line as wide as the terminal keeps its last letter", () => {
  assert.deepEqual(screen(frame(["n2acd-ha   UTC", "All is well..."], 3), 3, ["x", "y", "z"]), [
    "n2acd-ha   UTC",
    "All is well...",
    "",
  ]);
});

test("what fills the terminal is shown whole", () => {
  assert.deepEqual(screen(frame(["1", "2", "3"], 3), 3), ["1", "2", "3"]);
});

test("what does not fit is counted in the last row", () => {
  const lines = ["1", "2", "3", "4", "5"];
  assert.deepEqual(screen(frame(lines, 4), 4), ["1", "2", "3", "… 2 more lines"]);
});

test("a terminal that does not know how high it is gets everything", () => {
  assert.deepEqual(screen(frame(["1", "2"], 0), 3), ["1", "2", ""]);
});
