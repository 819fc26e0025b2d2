// docs/configuration.md against the schema, from which its tables are made.
import assert from "node:assert/strict";
import { test } from "node:test";
import { subjects } from "../../../config/schema.ts";
import { keysOf, shapeOf } from "../../../tools/schema/shape.ts";
import { withTables } from "../../../tools/schema/tables.ts";
import { knownKeys } from "../tools/schema/known.ts";
import { documents } from "../../support/documents.ts";

const { text } = documents().find(({ path }) => path === "docs/configuration.md") ?? assert.fail();
const keys = Object.values(subjects).flatMap((subject) => keysOf(shapeOf(subject)));

test("the tables are as the schema has them; node tools/schema.ts writes them anew", () => {
  assert.equal(text, withTables(text));
});

test("the page has a table for each subject of the schema", () => {
  const places = [...text.matchAll(/<!-- begin: node tools\/schema\.ts, (\w+) -->/g)].map(([, name]) => name);
  assert.deepEqual(places.toSorted(), [...Object.keys(subjects), "worstCases"].sort());
});

test("every key has a meaning, or keys that have one", () => {
  const described = keys.filter(({ shape }) => shape.description !== undefined).map(({ path }) => path);
  const missing = keys.filter(
    ({ path }) => !described.some((each) => each === path || each.startsWith(`${path}.`)),
  );
  assert.deepEqual(missing, []);
});

test("every key of a stack has a subject, or is as one that has", () => {
  const paths = keys.map(({ path }) => path);
  const elsewhere = keys.filter(({ shape }) => shape.keysOf !== undefined).map(({ path }) => path);
  const missing = knownKeys().filter(
    (key) =>
      !paths.includes(key.replace(/\[\]$/, "")) &&
      !elsewhere.some((each) => key.startsWith(`${each}.`) || key.startsWith(`${each}[]`)),
  );
  assert.deepEqual(missing, ["smsNodes[].flavour"]);
});
