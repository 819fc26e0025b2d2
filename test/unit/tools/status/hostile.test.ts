// Hosts may say anything: no terminal is moved by it, no page gets an element of it, and nothing breaks.
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { rehearsalOf } from "../../../../tools/rehearsal/rehearsal.ts";
import { Rehearsal } from "../../../../tools/rehearsal/schema.ts";
import { table } from "../../../../tools/rehearsal/table.ts";
import { statusOf } from "../../../../tools/status/report/report.ts";
import { Status } from "../../../../tools/status/schema.ts";
import { page } from "../../../../tools/status/show/page.ts";
import { picture } from "../../../../tools/status/show/picture.ts";
import { terminal } from "../../../../tools/status/show/terminal.ts";
import { recordedVip } from "../../../support/status/recorded.ts";

const at = new Date("2026-11-25T22:45:02Z");
const plain = { width: 80, paint: (_: string, text: string) => text };

// Tabs and line feeds are the frame of an answer; what they make of it is tried as well.
const nasty = fc.oneof(
  fc.string({ unit: "binary", maxLength: 20 }),
  fc.constantFrom(
    "<b0rk>",
    '"b0rk=',
    "'b0rk=",
    "&b0rk;",
    "\u001b[2Jb0rk",
    "\u009b2J",
    "\u202eb0rk",
    "a\tb",
    "-1",
    "1e9",
    "</style><b0rk>",
  ),
);
const hits = fc.array(fc.tuple(fc.nat(), fc.nat(), nasty), { minLength: 1, maxLength: 25 });

test("whatever hosts say", () => {
  fc.assert(
    fc.property(hits, (changes) => {
      const looked = recordedVip(
        { "fe-01": ["yes yes MASTER 60 1"], "fe-02": ["no yes BACKUP 60 0"] },
        (_, text) => changed(text, changes),
      );
      const status = statusOf("prod", looked, at);
      Status.parse(JSON.parse(JSON.stringify(status)));
      const rehearsal = rehearsalOf(status);
      Rehearsal.parse(JSON.parse(JSON.stringify(rehearsal)));
      for (const line of [...terminal(status, plain), ...table(rehearsal, plain)]) {
        assert.doesNotMatch(line, /[\p{Cc}\p{Cf}]/u);
        assert.ok(line.length <= 80, line);
      }
      const html = page(
        status,
        picture(
          status,
          looked.map(({ question }) => question),
        ),
      );
      assert.doesNotMatch(html, /<b0rk|"b0rk=|'b0rk=|&b0rk;/);
      assert.doesNotMatch(html.replaceAll("\n", ""), /[\p{Cc}\p{Cf}]/u);
      assert.equal(html.split("<style>").length, html.split("</style>").length);
    }),
    { numRuns: 200 },
  );
});

/** Some words of it replaced; its last line stays, without which it would be no answer at all. */
function changed(text: string, changes: readonly (readonly [number, number, string])[]): string {
  const lines = text
    .trimEnd()
    .split("\n")
    .map((line) => line.split("\t"));
  for (const [line, word, by] of changes) {
    const words = lines[line % (lines.length - 1)];
    if (words !== undefined && words.length > 1) words[1 + (word % (words.length - 1))] = by;
  }
  return `${lines.map((words) => words.join("\t")).join("\n")}\n`;
}
