// What a function of a script on the hosts keeps for itself is `local`.
import assert from "node:assert/strict";
import { readFileSync, globSync } from "node:fs";
import { describe, it } from "node:test";
import { leakedVariables } from "../../support/steps/locals.ts";
import { root } from "../../support/stack/pulumi.ts";

const scripts = new Map(
  globSync(["assets/scripts/**/*.sh", "tools/*/host/*.sh"], { cwd: root }).map((path) => [
    path,
    readFileSync(`${root}/${path}`, "utf8"),
  ]),
);

describe("a variable that one function alone uses", () => {
  it("is local to it, in every script", () => {
    assert.ok(scripts.size > 100);
    assert.deepEqual(leakedVariables(scripts), []);
  });

  it("is found where it is not", () => {
    const script = [
      "f() {",
      "  local mine",
      "  mine=$1 theirs=$2",
      '  for each in $theirs; do read -r line; result="$line$mine$each"; done',
      "}",
      "g() { one=1; }",
      "h() (",
      "  own=1",
      ")",
      'f a b; echo "$result"',
    ].join("\n");
    assert.deepEqual(leakedVariables(new Map([["a.sh", script]])), [
      "a.sh: f: theirs",
      "a.sh: f: each",
      "a.sh: f: line",
      "a.sh: g: one",
    ]);
  });
});
