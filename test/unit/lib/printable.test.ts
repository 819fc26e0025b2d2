// What a host says moves no terminal, turns no line, and hides nothing in it.
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { printable, printableLines } from "../../../lib/printable.ts";
import { code, fence, htmlCode } from "../../../tools/report/markdown.ts";

const bad: readonly (readonly [what: string, text: string])[] = [
  ["escape", "\u001b[2J"],
  ["bell and delete", "\u0007\u007f"],
  ["carriage return", "\r"],
  ["C1 control", "\u009b2J"],
  ["right-to-left override", "\u202e"],
  ["isolates", "\u2066\u2069"],
  ["Arabic letter mark", "\u061c"],
  ["zero width space, joiners", "\u200b\u200c\u200d\u2060"],
  ["byte order mark", "\ufeff"],
  ["soft hyphen", "\u00ad"],
  ["Hangul filler", "\u3164\u115f\uffa0"],
  ["variation selectors", "\ufe0f\u{e0100}"],
  ["tags", "\u{e0041}\u{e007f}"],
  ["line and paragraph separator", "\u2028\u2029"],
  ["half of a pair", "\ud800"],
];
const shows = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/u;

for (const [what, text] of bad) {
  test(`has no ${what}`, () => {
    assert.doesNotMatch(printable(`a${text}b`), shows);
    assert.doesNotMatch(printableLines(`a${text}b`), shows);
    for (const shown of [code(`a${text}b`), htmlCode(`a${text}b`), fence("", `a${text}b`).join("")])
      assert.doesNotMatch(shown, shows);
  });
}

test("leaves what people write, and in several lines their tabs", () => {
  assert.equal(printable("Grüße, 東京 → 10 %"), "Grüße, 東京 → 10 %");
  assert.equal(printable("a\tb\nc"), "a?b?c");
  assert.equal(printableLines("a\tb\nc"), "a\tb\nc");
});

test("whatever comes", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary", maxLength: 200 }), (text) => {
      assert.doesNotMatch(printable(text), shows);
      assert.doesNotMatch(printableLines(text).replaceAll(/[\n\t]/g, ""), shows);
    }),
  );
});
