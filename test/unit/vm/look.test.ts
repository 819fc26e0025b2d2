// What a power cut may leave of a step, and what counts as lost.
import assert from "node:assert/strict";
import { test } from "node:test";
import { differsFrom, type Reference, wrongAfterCut } from "../../support/vm/look.ts";

const [config, original] = ["file /etc/app.cfg", "file /var/lib/n2acd-ha/web/file%etc%app.cfg"];
const file = (hash: string) => `644 root:root ${hash === "none" ? 0 : 3} ${hash}`;
const before = { [config]: file("old"), "unit apache2": "active enabled" };
const after = { [config]: file("new"), [original]: file("old"), "unit apache2": "active enabled" };
const reference: Reference = { before, after, written: ["both", "new"] };

test("the old file, the new one and a complete one between them are fine, the latter two with the original", () => {
  assert.deepEqual(wrongAfterCut(reference, before), []);
  assert.deepEqual(wrongAfterCut(reference, after), []);
  assert.deepEqual(wrongAfterCut(reference, { ...after, [config]: file("both") }), []);
});

test("scratch files of an interrupted step do not count", () => {
  const left = {
    "file /etc/.app.cfg.n2acd-ha.0123456789ab": file("none"),
    "file /etc/a.dpkg-new": file("none"),
  };
  assert.deepEqual(wrongAfterCut(reference, { ...before, ...left }), []);
  assert.deepEqual(differsFrom(after, { ...after, ...left }), []);
});

for (const [what, now, said] of [
  ["an empty file", { ...after, [config]: file("none") }, /is empty/],
  ["a part of a file", { ...after, [config]: file("part") }, /neither the old nor the new/],
  ["a lost file", { "unit apache2": "active enabled" }, /is lost/],
  ["a lost original", { ...before, [config]: file("new") }, /its original is lost/],
  ["a damaged original", { ...after, [original]: file("part") }, /not what was found first/],
  [
    "a service that does not start",
    { ...after, "unit apache2": "failed enabled" },
    /failed enabled in place of active/,
  ],
] as const)
  test(`${what} is found`, () => {
    assert.match(wrongAfterCut(reference, now).join("\n"), said);
  });

test("after success, the old file is wrong as well", () => {
  assert.deepEqual(differsFrom(after, after), []);
  assert.match(differsFrom(after, before).join("\n"), /app\.cfg/);
});
