// What is said of real hosts in the states that an operator has to tell apart at night.
import { Ajv } from "ajv";
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { statusSchema } from "../../../../tools/schema/statusSchema.ts";
import { exitStatus } from "../../../../tools/outcome.ts";
import { statusOf } from "../../../../tools/status/report/report.ts";
import { Status } from "../../../../tools/status/schema.ts";
import { terminal } from "../../../../tools/status/show/terminal.ts";
import { recorded, type State, states } from "../../../support/status/recorded.ts";

const root = join(import.meta.dirname, "../../../..");
const at = new Date("2026-11-25T22:45:02Z");
const plain = { width: 80, paint: (_: string, text: string) => text };
const status = (state: State) => statusOf("prod", recorded(state), at);

const expected: Record<State, { exit: number; headline: RegExp; kinds: string[] }> = {
  healthy: { exit: 0, headline: /^All is well$/, kinds: [] },
  lost: {
    exit: 1,
    headline: /^sms-02 cannot be read: /,
    kinds: ["host-unreachable", "jarvis-server-down", "no-standby"],
  },
  failover: {
    exit: 2,
    headline: /^ACD: failover in progress: no primary$/,
    kinds: ["database-down", "failover", "not-streaming"],
  },
  "two-primaries": {
    exit: 2,
    headline: /^ACD: two primaries: sms-01 .timeline 1. and sms-02 .timeline 2.$/,
    kinds: ["two-primaries"],
  },
};

for (const state of states) {
  test(`${state}: level, headline and findings`, () => {
    const { level, headline, findings } = status(state);
    assert.equal(exitStatus[level], expected[state].exit);
    assert.match(headline, expected[state].headline);
    const kinds = findings.filter(({ severity }) => severity !== "note").map(({ kind }) => kind);
    for (const kind of expected[state].kinds)
      assert.ok(kinds.includes(kind), `${kind} in ${kinds.join(", ")}`);
    if (state === "healthy") assert.deepEqual(findings, []);
  });

  test(`${state}: the JSON is as its schema says`, () => {
    const printed: unknown = JSON.parse(JSON.stringify(status(state)));
    Status.parse(printed);
    const validate = new Ajv({ strict: false, validateFormats: false }).compile(statusSchema());
    assert.ok(validate(printed), JSON.stringify(validate.errors));
  });

  test(`${state}: on a terminal of 80 columns and 24 rows`, () => {
    const lines = terminal(status(state), plain);
    for (const line of lines) assert.ok(line.length <= 80, line);
    assert.ok(lines.length <= 48, String(lines.length));
    assert.equal(
      `${lines.join("\n")}\n`,
      readFileSync(join(import.meta.dirname, "golden", `${state}.txt`), "utf8"),
    );
  });
}

test("docs/status.schema.json is as generated; node tools/schema.ts writes it anew", () => {
  const written: unknown = JSON.parse(readFileSync(join(root, "docs/status.schema.json"), "utf8"));
  assert.deepEqual(written, JSON.parse(JSON.stringify(statusSchema())));
});

test("nothing that a host was told or knows as a secret is in what is recorded", () => {
  for (const state of states) {
    const text = JSON.stringify(recorded(state));
    assert.doesNotMatch(text, /PRIVATE KEY|SCRAM-SHA|insecure-password/);
  }
});
