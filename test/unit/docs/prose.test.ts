// What the rules for plain English find, and what they leave alone.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import markdown from "@eslint/markdown";
import { Linter } from "eslint";
import { prose } from "../../../scripts/prose/plugin.ts";
import { words } from "../../../scripts/prose/words.ts";

const found = (text: string): string[] =>
  new Linter()
    .verify(
      text,
      {
        files: ["*.md"],
        plugins: { markdown, prose },
        language: "markdown/gfm",
        rules: { "prose/plain-words": ["error", words], "prose/sentence-length": ["error", 10] },
      },
      "page.md",
    )
    .map(({ line, message }) => `${line}: ${message}`);

describe("plain words", () => {
  const riddles = {
    "HAProxy looks away meanwhile.": "looks away",
    "It gives each host back as it was.": "gives each host back",
    "A worker on its way out.": "on its way out",
    "| port | why |\n| --- | --- |\n| 22 | a back door |": "back door",
    "## Prior to\nan install": "Prior to",
    "A phrase is **passed\nover** across two lines.": "passed over",
  };
  for (const [text, phrase] of Object.entries(riddles))
    test(phrase, () => {
      const [first = "", ...others] = found(text);
      assert.ok(first.includes(`"${phrase}": say `), first);
      assert.deepEqual(others, []);
    });

  test("are not looked for in code, links or longer words", () => {
    for (const text of [
      "`takes back`",
      "```\nlooks away\n```",
      "[page](door.md)",
      "The vendor's Backdoors.",
      "Indoors.",
    ])
      assert.deepEqual(found(text), [], text);
  });

  test("are found on their line", () => {
    assert.match(found("One line.\nAnother one, with `code`,\nand a door.").join(), /^3: "door"/);
  });
});

describe("sentence length", () => {
  const ten = "one two three four five six seven eight nine ten";
  test("counts words up to a full stop or a semicolon", () => {
    assert.deepEqual(found(`${ten}. ${ten}; ${ten}`), []);
    assert.match(found(`${ten}. ${ten} eleven. ${ten}.`).join(), /^1: A sentence of 11 words, and 10 are/);
  });

  test("takes code for one word, and ends a sentence in front of it", () => {
    assert.deepEqual(found(`${ten.replace("ten", "`x y z`")}. \`make up\` ${ten.replace("one ", "")}.`), []);
  });

  test("judges each item and cell by itself", () => {
    assert.deepEqual(
      found(`- ${ten}\n- ${ten}\n\n| ${ten} | ${ten} |\n| --- | --- |\n| ${ten} | ${ten} |`),
      [],
    );
  });

  test("says on which line a sentence begins", () => {
    assert.match(found(`Short.\n${ten}\neleven.`).join(), /^2: .*"one two three four five six \.\.\."$/);
  });
});
