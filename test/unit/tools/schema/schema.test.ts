// The JSON Schema for editors: as generated, and of one mind with the parser.
import fc from "fast-check";
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { stackSchema } from "../../../../tools/schema/stackSchema.ts";
import { stack } from "../../config/arbitraries.ts";
import { readYaml } from "../../../support/documents.ts";
import { bad, good } from "./corpus.ts";
import { fits, parses, schema, validate } from "./judges.ts";

const root = join(import.meta.dirname, "../../../..");
const read = (path: string): string => readFileSync(join(root, path), "utf8");
test("docs/stack.schema.json is as generated; node tools/schema.ts writes it anew", () => {
  assert.deepEqual(schema, JSON.parse(JSON.stringify(stackSchema())));
});

test("an editor shows no link's name without its link, and calls nothing that is required a default", () => {
  assert.doesNotMatch(JSON.stringify(schema), /: how\b|\]\(|\(default: required/);
});

test("the repository's own stack file fits, and names the schema", () => {
  const text = read("Pulumi.dev.yaml");
  assert.ok(validate(readYaml(text)), JSON.stringify(validate.errors));
  assert.match(text, /^# yaml-language-server: \$schema=docs\/stack\.schema\.json\n/);
});

for (const [what, raw] of Object.entries(good)) {
  test(`${what}: both take it`, () => {
    assert.ok(parses(raw));
    assert.ok(fits(raw), JSON.stringify(validate.errors));
  });
}

for (const [what, { raw, editor }] of Object.entries(bad)) {
  test(`${what}: the parser refuses it, the editor ${editor ? "too" : "cannot see it"}`, () => {
    assert.equal(parses(raw), false);
    assert.equal(fits(raw), !editor);
  });
}

test("whatever the parser takes, the editor takes", () => {
  fc.assert(
    fc.property(stack, (raw) => {
      assert.ok(parses(raw));
      assert.ok(fits(raw), JSON.stringify(validate.errors));
    }),
  );
});

test("whatever the editor refuses, the parser refuses", () => {
  const junk = fc.oneof(
    fc.string(),
    fc.integer(),
    fc.boolean(),
    fc.constant(null),
    fc.array(fc.string()),
    fc.dictionary(fc.constantFrom("port", "user", "name", "inter", "path"), fc.string()),
  );
  fc.assert(
    fc.property(
      stack,
      fc.constantFrom(
        "failover",
        "stats",
        "databases",
        "ssh",
        "jarvis",
        "fe",
        "peersPort",
        "agent",
        "timeouts",
      ),
      junk,
      (raw, key, value) => {
        const changed = { ...raw, [key]: value };
        if (!fits(changed)) assert.equal(parses(changed), false, JSON.stringify(changed));
      },
    ),
    { numRuns: 1000 },
  );
});

test("a secret has to stand in the place of the private key, and of it alone, and other programs' keys are theirs", () => {
  const config = Object.fromEntries(
    Object.entries(good["smallest"] ?? {}).map(([key, value]) => [`n2acd-ha:${key}`, value]),
  );
  assert.ok(
    validate({ config: { ...config, "n2acd-ha:sshPrivateKey": { secure: "AAAB" }, "aws:region": "x" } }),
  );
  assert.equal(validate({ config: { ...config, "n2acd-ha:sshPrivateKey": "-----BEGIN" } }), false);
  assert.equal(validate({ config: { ...config, "n2acd-ha:failover": { secure: "AAAB" } } }), false);
  assert.equal(validate({ config: { ...config, "n2acd-ha:sshPrivateKeys": { secure: "AAAB" } } }), false);
});
