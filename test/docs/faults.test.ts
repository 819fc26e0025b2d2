// docs/faults.md shows what test-lifecycle has proven. After a run of it, to write it anew: UPDATE=1 node --test test/docs/faults.test.ts
import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { test } from "node:test";
import { faultsDocument } from "../lifecycle/table.ts";

const seen = JSON.parse(readFileSync(new URL("../lifecycle/seen.json", import.meta.url), "utf8")) as string[];
const file = new URL("../../docs/faults.md", import.meta.url);

test("docs/faults.md shows the table that is tested", () => {
  if (process.env["UPDATE"]) writeFileSync(file, faultsDocument(seen));
  assert.equal(readFileSync(file, "utf8"), faultsDocument(seen));
});
