// The reports of recorded previews, as reviewers get them. UPDATE_GOLDEN=1 writes them anew, for a change that is meant.
import assert from "node:assert/strict";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { test } from "node:test";
import { previewIn } from "../../../../tools/report/source.ts";
import { whole } from "../../../../tools/report/whole.ts";

const previews = join(import.meta.dirname, "previews");
const golden = join(import.meta.dirname, "../../../support/golden/report");

for (const file of readdirSync(previews)) {
  const name = basename(file, ".json");
  test(name, async () => {
    const report = await previewIn(join(previews, file));
    const text = whole([report]);
    const expected = join(golden, `${name}.md`);
    if (process.env["UPDATE_GOLDEN"] !== undefined) writeFileSync(expected, text);
    assert.equal(text, readFileSync(expected, "utf8"));
    // A password, a hash, a key: none of these is that short.
    assert.doesNotMatch(text, /[A-Za-z0-9+=]{24}|SCRAM|\[secret\]/);
    assert.equal(report.failed, name === "config-error");
  });
}
