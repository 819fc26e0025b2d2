// The project's rules of plain English for ESLint: `make check` applies them to every page, and to comments and errors in code
// (eslint.config.js). ESLint does not read the messages of shell scripts: see messages.ts.
import type { MarkdownRuleDefinition, MarkdownRuleVisitor } from "@eslint/markdown";
import { type Block, type Prose, proseOf } from "./blocks.ts";
import { plainCode } from "./code.ts";
import { longSentences, plainWords, type Remark } from "./judge.ts";

/** Calls `judge` with each paragraph, heading and table cell. */
const eachBlock = (judge: (prose: Prose) => void): MarkdownRuleVisitor => {
  const look = (block: Block): void => {
    judge(proseOf(block));
  };
  return { paragraph: look, heading: look, tableCell: look };
};

/** A rule for documents. */
function ofDocuments<Option>(
  schema: object,
  judge: (text: string, option: Option) => Remark[],
): MarkdownRuleDefinition<{ RuleOptions: [Option] }> {
  return {
    meta: { type: "suggestion", schema: [schema] },
    create(context) {
      const [option] = context.options;
      return eachBlock((block) => {
        for (const { at, says } of judge(block.text, option)) {
          const start = context.sourceCode.getLocFromIndex(block.offsetOf(at));
          context.report({ loc: { start, end: start }, message: says });
        }
      });
    },
  };
}

export const prose = {
  // The version is part of the key by which ESLint's cache finds the results of a rule.
  meta: { name: "prose", version: "2" },
  rules: {
    "plain-words": ofDocuments({ type: "object", additionalProperties: { type: "string" } }, plainWords),
    "sentence-length": ofDocuments({ type: "integer", minimum: 1 }, longSentences),
    "plain-code": plainCode,
  },
};
