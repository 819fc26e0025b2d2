// docs/changes.md is what the runs recorded.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { changesDocument } from "../../support/changes/report.ts";
import { root } from "../../support/documents.ts";

test("docs/changes.md is made of what was recorded, and no connection or request failed", () => {
  const seen = JSON.parse(readFileSync(join(root, "test/support/changes/seen.json"), "utf8")) as Parameters<
    typeof changesDocument
  >[0];
  assert.equal(readFileSync(join(root, "docs/changes.md"), "utf8"), changesDocument(seen));
  for (const [key, lines] of Object.entries(seen))
    for (const { failed } of lines) assert.equal(failed, 0, key);
});
