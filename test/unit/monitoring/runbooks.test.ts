// What wakes somebody has its paragraph in docs/on-call.md: each alert, and each kind of finding of the status.
import assert from "node:assert/strict";
import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";
import { documents, readYaml, root, slug } from "../../support/documents.ts";

interface Alert {
  readonly alert: string;
  readonly annotations: { readonly runbook_url?: string };
}
const { groups } = readYaml(readFileSync(join(root, "monitoring/rules.yml"), "utf8")) as {
  readonly groups: readonly { readonly rules: readonly Alert[] }[];
};
const page = documents().find(({ path }) => path === "docs/on-call.md") ?? assert.fail();
const sections = new Map(
  page.text
    .split(/^## /m)
    .slice(1)
    .map((section) => [slug(section.split("\n")[0] ?? ""), section]),
);

describe("each alert has a runbook_url to a paragraph that names it", () => {
  const alerts = groups.flatMap(({ rules }) => rules);
  assert.ok(alerts.length > 10);
  for (const { alert, annotations } of alerts) {
    it(alert, () => {
      const [, path, anchor = ""] =
        /\/blob\/main\/([\w/.-]+)#(.+)$/.exec(annotations.runbook_url ?? "") ?? [];
      assert.equal(path, page.path);
      const section = sections.get(anchor) ?? assert.fail(`${page.path} has no paragraph #${anchor}`);
      assert.match(section.split("\n\n")[1] ?? "", new RegExp(`\`${alert}\``));
      assert.match(section, /\*\*Means\*\*.*\*\*Users\*\*/s);
    });
  }
});

describe("each kind of finding of the status is explained", () => {
  const code = globSync("tools/status/report/findings/*.ts", { cwd: root })
    .map((path) => readFileSync(join(root, path), "utf8"))
    .join("\n");
  const severity = String.raw`(?:severity|"(?:critical|unknown|degraded|note)")`;
  const plain = [...code.matchAll(new RegExp(`${severity},\\s*"([a-z-]+)"`, "g"))].map(([, kind]) => kind);
  // Those of a path are `${kind}-path-cut`.
  const ofPaths = ["agent", "postgresql", "jarvis"].map((kind) => `${kind}-path-cut`);
  const gone = /const gone = "([a-z-]+)"/.exec(code)?.[1];
  const kinds = new Set([...plain, ...ofPaths, gone]);
  assert.ok(kinds.size > 30, [...kinds].join(" "));
  assert.match(code, /`\$\{kind\}-path-cut`/);
  for (const kind of kinds)
    it(kind ?? "", () => {
      assert.ok([...sections.values()].some((section) => section.includes(`\`${kind ?? ""}\``)));
    });
});

describe("each kind of error leads from there to its sentences", () => {
  const errors = documents().find(({ path }) => path === "docs/troubleshooting.md") ?? assert.fail();
  const kinds = [...errors.text.matchAll(/^## (.+)$/gm)].map(([, heading = ""]) => heading);
  assert.ok(kinds.length > 5);
  for (const kind of kinds)
    it(kind, () => {
      assert.ok(sections.get("an-up-that-failed")?.includes(`(troubleshooting.md#${slug(kind)})`));
    });
});
