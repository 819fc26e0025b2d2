import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { test } from "node:test";
import fc from "fast-check";
import { quote, unquoted } from "../../../lib/shell.ts";

await test("plain words stay readable, others stand in single quotes", () => {
  assert.deepEqual(["host=sms-01", "", "a b", "it's", "^port *= *5432$", "-n"].map(quote), [
    "host=sms-01",
    "''",
    "'a b'",
    String.raw`'it'\''s'`,
    "'^port *= *5432$'",
    "-n",
  ]);
});

await test("a NUL is refused", () => {
  assert.throws(() => quote("a\0b"), /NUL/);
});

await test("a shell gives every word back as it was", () => {
  const anything = fc
    .string({ unit: "binary", maxLength: 30 })
    .filter((word) => !word.includes("\0") && word.isWellFormed());
  const nasty = fc.string({
    unit: fc.constantFrom(...Array.from("'\"\\$`;&|<>()*?[]!#~ \n\t\r=-%{}a")),
    maxLength: 20,
  });
  fc.assert(
    fc.property(fc.array(fc.oneof(anything, nasty), { minLength: 200, maxLength: 200 }), (words) => {
      const script = `printf '%s\\0' ${words.map(quote).join(" ")}`;
      const told = execFileSync("sh", ["-c", script], { encoding: "utf8" });
      assert.deepEqual(told.split("\0").slice(0, -1), words);
    }),
    { numRuns: 15 },
  );
});

await test("the words come apart again", () => {
  const anything = fc.string({ unit: "binary", maxLength: 30 }).filter((word) => !word.includes("\0"));
  fc.assert(
    fc.property(fc.array(anything), (words) => {
      assert.deepEqual(unquoted(words.map(quote).join(" ")), words);
    }),
  );
});
