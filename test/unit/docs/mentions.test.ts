// Where a tool or a step sends somebody to read, `docs/on-call.md, Two primaries`, there is that heading.
import assert from "node:assert/strict";
import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { anchors, documents, root, slug } from "../../support/documents.ts";

test("what messages name is there", () => {
  const sources = globSync(["tools/**/*.ts", "components/**/*.ts", "lib/**/*.ts", "assets/**/*.{sh,py}"], {
    cwd: root,
  });
  const named = sources.flatMap((path) =>
    [...readFileSync(join(root, path), "utf8").matchAll(/(docs\/[\w/-]+\.md), ([A-Z][\w. ]+)/g)].map(
      ([, page = "", heading = ""]) => ({ path, page, heading }),
    ),
  );
  assert.ok(named.length > 5);
  const missing = named.filter(({ page, heading }) => {
    const there = documents().find((each) => each.path === page);
    return there === undefined || !anchors(there).includes(slug(heading.trim()));
  });
  assert.deepEqual(missing, []);
});
