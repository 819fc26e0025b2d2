// Checks prose in TypeScript: doc comments, and the texts of errors, findings and answers.
import type { Rule } from "eslint";
import { longSentences, plainWords } from "./judge.ts";

/** A text in a program, and the offset in the file at which it starts. */
interface Text {
  readonly text: string;
  readonly start: number;
}

/** The text of a comment such as this one, in the same length: asterisks and tags become blanks, and a piece of code becomes one word. */
export function proseOfComment(value: string): string {
  return (
    value
      .replace(/^\*/, " ")
      .replace(/^([ \t]*)\*/gm, "$1 ")
      .replace(/@(?:param|returns|throws)(?: \w+)?/g, (tag) => ".".padEnd(tag.length))
      .replace(/\{@link ([^}]*)\}/g, blank)
      .replace(/`[^`]*`/g, blank)
      // A paragraph, or an item of a list, ends a sentence as a full stop does.
      .replace(/(?<![.;:])\n(?=\s*\n|\s*-\s)/g, ";\n")
      .replace(/\n/g, " ")
  );
}

function blank(code: string): string {
  return "x".padEnd(code.length, "x");
}

interface Node {
  readonly range?: [number, number];
  readonly value?: unknown;
  readonly quasis?: readonly { readonly value: { readonly cooked?: string | null } }[];
}

/** Texts of fewer words are names, keys and patterns. */
const fewest = 4;

/** The texts that a person may read. Each value that is inserted into a template is replaced by a word. */
function messageOf({ range = [0, 0], value, quasis = [] }: Node): Text[] {
  const text =
    typeof value === "string" ? value : quasis.map(({ value: part }) => part.cooked ?? "").join("x");
  return text.split(/\s+/).length < fewest ? [] : [{ text: text.replaceAll("\n", " "), start: range[0] + 1 }];
}

/** The two rules, for comments and texts in code. */
export const plainCode: Rule.RuleModule = {
  meta: {
    type: "suggestion",
    schema: [
      { type: "object", additionalProperties: { type: "string" } },
      { type: "integer", minimum: 1 },
    ],
  },
  create(context) {
    const [words, most] = context.options as [Record<string, string>, number];
    const judge = ({ text, start }: Text): void => {
      for (const { at, says } of [...plainWords(text, words), ...longSentences(text, most)])
        context.report({ loc: context.sourceCode.getLocFromIndex(start + at), message: says });
    };
    const judgeText = (node: unknown): void => {
      messageOf(node as Node).forEach(judge);
    };
    return {
      Program() {
        for (const { type, value, range } of context.sourceCode.getAllComments())
          if (type === "Block" && value.startsWith("*") && range !== undefined)
            judge({ text: proseOfComment(value), start: range[0] + 2 });
      },
      Literal: judgeText,
      TemplateLiteral: judgeText,
    };
  },
};
