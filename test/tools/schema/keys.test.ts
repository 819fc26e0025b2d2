// Each key that a stack file may have is in the corpus, with a good value and a wrong one.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { isMap } from "../../../config/raw.ts";
import { good } from "./corpus.ts";
import { fits, problemsOf } from "./judges.ts";
import { knownKeys } from "./known.ts";
import { unseen, wrong } from "./wrong.ts";

type Raw = Readonly<Record<string, unknown>>;

/** This path of a stack, its first element where it is a list; nothing when the stack does not have it. */
function place(
  raw: unknown,
  path: string,
): { holder: Record<PropertyKey, unknown>; key: PropertyKey } | undefined {
  const steps = path.split(/\.|(?=\[\])/).map((step) => (step === "[]" ? 0 : step));
  const last = steps.pop() ?? "";
  const holder = steps.reduce<unknown>(
    (value, step) =>
      isMap(value) || Array.isArray(value) ? (value as Record<PropertyKey, unknown>)[step] : undefined,
    raw,
  );
  const there = (isMap(holder) || Array.isArray(holder)) && Object.hasOwn(holder, last);
  return there ? { holder: holder as Record<PropertyKey, unknown>, key: last } : undefined;
}

const known = new Set(knownKeys());

test("each key has a good value in the corpus", () => {
  const without = [...known].filter(
    (path) => !Object.values(good).some((raw) => place(raw, path) !== undefined),
  );
  assert.deepEqual(without, []);
});

test("each key has a wrong value, and there is none for a key that is no more", () => {
  assert.deepEqual(Object.keys(wrong).sort(), [...known].sort());
});

describe("a wrong value", () => {
  for (const [path, value] of Object.entries(wrong)) {
    const seen = !unseen.has(path);
    test(`of ${path}: the parser names it, the editor ${seen ? "refuses it" : "cannot see it"}`, () => {
      const found = Object.values(good).find((raw) => place(raw, path) !== undefined);
      const raw = structuredClone<Raw>(found ?? assert.fail(`no stack of the corpus has ${path}`));
      const { holder, key } = place(raw, path) ?? assert.fail();
      holder[key] = value;
      const where = path.replaceAll("[]", "[0]");
      const named = problemsOf(raw).filter(
        (each) => each === where || each.startsWith(`${where}.`) || each.startsWith(`${where}[`),
      );
      assert.notEqual(named.length, 0, problemsOf(raw).join(", "));
      assert.equal(fits(raw), !seen);
    });
  }
});
