// docs/patroni.md shows what test-managers recorded. After a run of it, to write it anew: UPDATE=1 node --test test/unit/docs/managers.test.ts
import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { test } from "node:test";
import { played, readSeen } from "../../support/managers/seen.ts";
import { withTable } from "../../support/managers/table.ts";

const file = new URL("../../../docs/patroni.md", import.meta.url);
const seen = readSeen();

test("docs/patroni.md shows what was recorded", () => {
  const page = readFileSync(file, "utf8");
  if (process.env["UPDATE"]) writeFileSync(file, withTable(page, seen));
  assert.equal(readFileSync(file, "utf8"), withTable(page, seen));
});

test("each row was played three times or more", () => {
  for (const { setup, fault, rounds } of seen) {
    assert.ok(played[setup].includes(fault), `${setup}: ${fault}`);
    assert.ok(rounds.length >= 3, `${setup}: ${fault}`);
  }
});
