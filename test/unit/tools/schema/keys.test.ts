// Each key that a stack file may have, with a good value and with wrong ones.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { isMap } from "../../../../config/raw.ts";
import { good } from "./corpus.ts";
import { fits, parses, problemsOf } from "./judges.ts";
import { knownKeys, plainValues } from "./known.ts";
import { unseen, wrong } from "./wrong.ts";

type Raw = Readonly<Record<string, unknown>>;

/** Where this path is in a stack, by the first element of each list; nothing when what holds the key is not there. */
function place(
  raw: unknown,
  path: string,
): { holder: Record<PropertyKey, unknown>; key: PropertyKey } | undefined {
  const steps = path.split(/\.|(?=\[\])/).map((step) => (step === "[]" ? 0 : step));
  const key = steps.pop() ?? "";
  const holder = steps.reduce<unknown>(
    (value, step) =>
      isMap(value) || Array.isArray(value) ? (value as Record<PropertyKey, unknown>)[step] : undefined,
    raw,
  );
  if (!isMap(holder) && !Array.isArray(holder)) return undefined;
  return { holder: holder as Record<PropertyKey, unknown>, key };
}

const known = new Set(knownKeys());
const plain = plainValues();
const stacks = Object.values(good);

/** A good stack that has this key: one of the corpus, or one of these that gets a value of the key's type. */
function stackWith(path: string): Raw {
  const has = stacks.find((raw) => {
    const { holder, key } = place(raw, path) ?? {};
    return holder !== undefined && key !== undefined && Object.hasOwn(holder, key);
  });
  return (
    has ??
    changed(
      stacks.find((raw) => place(raw, path)),
      path,
      plain.get(path)?.good,
    )
  );
}

function changed(stack: Raw | undefined, path: string, value: unknown): Raw {
  const raw = structuredClone<Raw>(stack ?? assert.fail(`no stack of the corpus has a place for ${path}`));
  const { holder, key } = place(raw, path) ?? assert.fail();
  holder[key] = value ?? assert.fail(`no stack of the corpus has ${path}`);
  return raw;
}

test("each key has a good value, in the corpus or by its type", () => {
  for (const path of known) {
    const raw = stackWith(path);
    assert.ok(stacks.includes(raw) || (parses(raw) && fits(raw)), `${path}: ${problemsOf(raw).join(", ")}`);
  }
});

test("each key has a wrong value, by hand or by its type, and there is none for a key that is no more", () => {
  assert.deepEqual([...Object.keys(wrong), ...plain.keys()].sort(), [...known].sort());
});

describe("a wrong value", () => {
  const byType = [...plain].flatMap(([path, values]) => values.wrong.map((value) => [path, value] as const));
  for (const [path, value] of [...Object.entries(wrong), ...byType]) {
    const seen = !unseen.has(path);
    test(`of ${path}, ${JSON.stringify(value)}: the parser names it, the editor ${seen ? "refuses it" : "cannot see it"}`, () => {
      const raw = changed(stackWith(path), path, value);
      const where = path.replaceAll("[]", "[0]");
      const named = problemsOf(raw).filter(
        (each) => each === where || each.startsWith(`${where}.`) || each.startsWith(`${where}[`),
      );
      assert.notEqual(named.length, 0, problemsOf(raw).join(", "));
      assert.equal(fits(raw), !seen);
    });
  }
});
