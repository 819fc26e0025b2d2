// Each key of a stack file has its rows in the table of changes that are tried on hosts.
import assert from "node:assert/strict";
import { test } from "node:test";
import { isChange } from "../../../support/changes/rows.ts";
import { table, worst } from "../../../support/changes/table.ts";
import { knownKeys } from "./known.ts";

test("each key is changed on hosts, or the table says why not, and there is none for a key that is no more", () => {
  const keys = knownKeys("hosts");
  assert.deepEqual(Object.keys(table).sort(), keys.toSorted());
});

test("a key that is part of another key's change names one that is changed", () => {
  for (const [key, row] of Object.entries(table))
    if ("with" in row) assert.ok(isChange(table[row.with] ?? row), key);
});

test("the worst are among them", () => {
  for (const key of worst) assert.ok(isChange(table[key] ?? assert.fail(key)), key);
});
