import assert from "node:assert/strict";
import { test } from "node:test";
import { keyOfPassword } from "../../../lib/agentsKey.ts";

test("a key follows from a password, the same each time, another one for each, in letters that pass unquoted", () => {
  assert.match(keyOfPassword("correct horse"), /^[0-9a-f]{64}$/);
  assert.equal(keyOfPassword("correct horse"), keyOfPassword("correct horse"));
  assert.notEqual(keyOfPassword("correct horse"), keyOfPassword("correct horsE"));
});
