// The plain English of this project's documents, as rules for ESLint: `make check` runs them over every page (eslint.config.js).
import type { MarkdownRuleDefinition, MarkdownRuleVisitor } from "@eslint/markdown";
import { type Block, type Prose, proseOf, sentences } from "./blocks.ts";

/** Calls `judge` with each paragraph, heading and table cell. */
const eachBlock = (judge: (prose: Prose) => void): MarkdownRuleVisitor => {
  const look = (block: Block): void => {
    judge(proseOf(block));
  };
  return { paragraph: look, heading: look, tableCell: look };
};

/** Words and phrases that have to be looked up or read twice, each with what to say in their place. */
const plainWords: MarkdownRuleDefinition<{ RuleOptions: [Record<string, string>] }> = {
  meta: {
    type: "suggestion",
    schema: [{ type: "object", additionalProperties: { type: "string" } }],
  },
  create(context) {
    const list = Object.entries(context.options[0]).map(([words, say]) => ({
      pattern: new RegExp(`(?<![\\w-])(?:${words.replaceAll(" ", "\\s+")})(?![\\w-])`, "gi"),
      say,
    }));
    return eachBlock((block) => {
      for (const { pattern, say } of list)
        for (const { 0: found, index } of block.text.matchAll(pattern)) {
          const start = context.sourceCode.getLocFromIndex(block.offsetOf(index));
          context.report({ loc: { start, end: start }, message: `"${found}": say ${say}` });
        }
    });
  },
};

/** Sentences that nobody reads at one go. */
const sentenceLength: MarkdownRuleDefinition<{ RuleOptions: [number] }> = {
  meta: { type: "suggestion", schema: [{ type: "integer", minimum: 1 }] },
  create(context) {
    const [most] = context.options;
    return eachBlock((block) => {
      for (const { words, at } of sentences(block.text)) {
        if (words.length <= most) continue;
        const start = context.sourceCode.getLocFromIndex(block.offsetOf(at));
        const message = `A sentence of ${words.length} words, and ${most} are allowed: "${words.slice(0, 6).join(" ")} ..."`;
        context.report({ loc: { start, end: start }, message });
      }
    });
  },
};

export const prose = {
  // The version is part of what ESLint's cache knows a rule by.
  meta: { name: "prose", version: "1" },
  rules: { "plain-words": plainWords, "sentence-length": sentenceLength },
};
