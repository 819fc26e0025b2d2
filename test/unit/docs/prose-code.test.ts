// What the rules for plain English find in code: in comments, in errors, and in what steps say.
import assert from "node:assert/strict";
import { test } from "node:test";
import { Linter } from "eslint";
import ts from "typescript-eslint";
import { commentsOf, messagesOf, remarks } from "../../../scripts/prose/messages.ts";
import { prose } from "../../../scripts/prose/plugin.ts";
import { words } from "../../../scripts/prose/words.ts";

const found = (code: string): string[] =>
  new Linter()
    .verify(
      code,
      {
        files: ["*.ts"],
        plugins: { prose },
        languageOptions: { parser: ts.parser },
        rules: { "prose/plain-code": ["error", words, 10] },
      },
      "code.ts",
    )
    .map(({ line, message }) => `${line}: ${message}`);
const ten = "one two three four five six seven eight nine ten";

const faults: Record<string, [string, RegExp]> = {
  "a comment of a symbol": [
    "/**\n * It looks\n * away.\n */\nexport const a = 1;",
    /^2: "looks\s+away": say /,
  ],
  "a comment of a member": ["interface A {\n  /** A back door. */\n  a: 1;\n}", /^2: "back door": say /],
  "an error": ['throw new Error("the checks look away meanwhile");', /^1: "look away": say /],
  "an error with a value": ["throw new TypeError(`${a} hands back what it got`);", /^1: "hands back": say /],
  "a finding": ['const text = { todo: "get rid of the file" };', /^1: "get rid of": say /],
  "a long sentence": [`/** ${ten} eleven. */\nconst a = 1;`, /^1: A sentence of 11 words/],
};
for (const [what, [code, says]] of Object.entries(faults))
  test(`is found in ${what}`, () => {
    const [first = "", ...others] = found(code);
    assert.match(first, says);
    assert.deepEqual(others, []);
  });

test("is not looked for in code, names and tags, and a tag or a paragraph ends a sentence", () => {
  for (const code of [
    "// A back door, which is a remark for who reads on.",
    "/** The `back door`, see {@link door.of.backDoors}. */",
    'const door = "door";',
    `/**\n * ${ten}\n *\n * ${ten}\n * @param a ${ten}\n * @returns ${ten}\n */`,
  ])
    assert.deepEqual(found(code), [], code);
});

test("is found in what a step says, on its line", () => {
  const script = [
    "fail() { :; }",
    'say "it takes $(arg file) from ${a:-b}"',
    'fail "the proxies look away" \\',
    "  'get rid of it'",
    '[ -n "$x" ] || fail "all is well; $y" "run up again"',
  ].join("\n");
  assert.deepEqual(
    messagesOf(script).map(({ text, line }) => `${line}: ${text}`),
    [
      "2: it takes x from x",
      "3: the proxies look away",
      "4: get rid of it",
      "5: all is well; x",
      "5: run up again",
    ],
  );
  assert.deepEqual(
    remarks(messagesOf(script)).map(({ line, says }) => `${line} ${says.split(":")[0] ?? ""}`),
    ['3 "look away"', '4 "get rid of"'],
  );
});

test("is found in docstrings and comments of Python, and not in its other strings", () => {
  const python = [
    '"""Looks away',
    "for a while.",
    '"""',
    'SQL = """SELECT the door',
    'FROM doors"""',
    "# Opens the `door`, or",
    "# another door.",
    "def door():",
    '    """Shuts the door."""',
  ].join("\n");
  assert.deepEqual(
    remarks(commentsOf(python)).map(({ line, says }) => `${line} ${says.split(":")[0] ?? ""}`),
    ['1 "Looks away"', '6 "door"', '9 "door"'],
  );
});
