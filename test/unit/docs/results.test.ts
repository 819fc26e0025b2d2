// What the README says was measured is what the pages say that it links to.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { tableRows } from "../../../lib/markdown.ts";
import { readFileSync } from "node:fs";
import { path as seen, type Seen } from "../../support/releases/seen.ts";
import { documents } from "../../support/documents.ts";

const every = documents();
const text = (path: string): string => every.find((each) => each.path === path)?.text ?? assert.fail(path);
const readme = text("README.md");
const releases = JSON.parse(readFileSync(seen, "utf8")) as Seen;
const results = /^## Results\n([\s\S]*?)^## /m.exec(readme)?.[1] ?? assert.fail();

describe("the README's results", () => {
  const rows = tableRows(results)
    .slice(2)
    .filter((row) => /\d\.\d/.test(row.join()));
  assert.ok(rows.length > 4);
  for (const row of rows) {
    test(row[0] ?? "", () => {
      const page = /\]\((docs\/[\w-]+\.md)\)/.exec(row.join())?.[1] ?? assert.fail();
      for (const [figure] of row.join(" ").matchAll(/\b\d+\.\d+\b/g))
        assert.match(text(page), new RegExp(`(?<![\\d.])${figure.replace(".", "\\.")}(?![\\d.]\\d)`), figure);
    });
  }
});

test("docs/speed.md begins with the ratios of its own tables", () => {
  const [head = "", figures = ""] = text("docs/speed.md").split("## The figures");
  const ratios = tableRows(figures).flatMap(([scenario, tool, , , , , ratio]) =>
    tool === "ansible" || tool === "pyinfra" ? [{ scenario, ratio: ratio?.split(" ")[0] }] : [],
  );
  const rows = tableRows(head).filter((row) => row.length === 5 && /^[a-z-]+: /.test(row[0] ?? ""));
  assert.equal(rows.length, 5);
  for (const [name = "", ...told] of rows) {
    const scenario = name.split(":")[0];
    assert.deepEqual(
      told,
      ratios
        .filter((each) => each.scenario === scenario && each.ratio !== undefined)
        .map(({ ratio }) => ratio),
      name,
    );
  }
});

test("what the README calls real is what the tests ran on", () => {
  const [systems, , haproxy, postgresql] = tableRows(readme.split("## What it was tried on")[1] ?? "")
    .slice(2)
    .map(([, real = ""]) => real);
  for (const release of Object.values(releases)) {
    assert.ok(systems?.includes(release.system.replace("Debian GNU/Linux", "Debian")), release.system);
    assert.ok(haproxy?.includes(release.haproxy.replace(/\.\d+$/, "")), `HAProxy ${release.haproxy}`);
    assert.ok(postgresql?.includes(release.postgresql), `PostgreSQL ${release.postgresql}`);
  }
  const own = ["Debian 12", ...Object.values(releases).map(({ system }) => system)];
  for (const [system] of (systems ?? "").matchAll(/Debian \d+/g))
    assert.ok(own.includes(system), `${system} was not recorded`);
});
