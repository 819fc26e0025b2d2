// Files that import each other in a circle can be read, moved and tested only together.
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { test } from "node:test";
import ts from "typescript";

const root = join(import.meta.dirname, "../../..");
const files = ["bench", "components", "config", "lib", "policy", "scripts", "steps", "test", "tools"]
  .flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: "utf8" }).map((name) => join(folder, name)),
  )
  .filter((name) => name.endsWith(".ts"));

test("no file imports itself by way of others", () => {
  const imported = new Map(
    files.map((file) => [file, importsOf(file, readFileSync(join(root, file), "utf8"))]),
  );
  assert.deepEqual(circles(imported), []);
});

test("a circle is found, and named from file to file", () => {
  const imported = new Map([
    ["a.ts", importsOf("a.ts", 'import type { B } from "./b.ts";')],
    ["b.ts", importsOf("b.ts", 'export { C } from "./c/d.ts";')],
    ["c/d.ts", importsOf("c/d.ts", 'import { b } from "../b.ts";\nimport assert from "node:assert";')],
  ]);
  assert.deepEqual(circles(imported), ["b.ts -> c/d.ts -> b.ts"]);
});

function importsOf(file: string, text: string): string[] {
  return ts
    .preProcessFile(text)
    .importedFiles.map(({ fileName }) => fileName)
    .filter((name) => name.startsWith("."))
    .map((name) => join(dirname(file), name));
}

function circles(imported: ReadonlyMap<string, readonly string[]>): string[] {
  const found: string[] = [];
  const done = new Set<string>();
  const visit = (file: string, path: readonly string[]): void => {
    const at = path.indexOf(file);
    if (at >= 0) found.push([...path.slice(at), file].join(" -> "));
    if (at >= 0 || done.has(file)) return;
    for (const next of imported.get(file) ?? []) visit(next, [...path, file]);
    done.add(file);
  };
  for (const file of imported.keys()) visit(file, []);
  return found;
}
