// Applies the rules for plain English to messages of shell scripts, and to docstrings and comments of Python: `node scripts/prose/messages.ts FILE...`.
// Status 1: there are remarks; each is printed on one line, with its file and line number.
import { readFileSync } from "node:fs";
import { longSentences, plainWords } from "./judge.ts";
import { words } from "./words.ts";

export interface Message {
  readonly text: string;
  readonly line: number;
}

/** A call of `fail`, `say` or a similar function with its quoted arguments, also over several lines where a line ends in a backslash. */
const call = /(?<![\w-])(?:fail|say|judge|to_sentence) ((?:"(?:[^"\\]|\\[^])*"|'[^']*'|\\\n|[^\S\n])+)/g;
const quoted = /"((?:[^"\\]|\\[^])*)"|'([^']*)'/g;

/** The messages of a script. Each variable and each command substitution is replaced by a word. */
export function messagesOf(script: string): Message[] {
  return [...script.matchAll(call)].flatMap(({ 0: whole, 1: said = "", index: at }) =>
    [...said.matchAll(quoted)].map(({ 1: double, 2: single, index }) => ({
      text: plain(double ?? single ?? ""),
      line: script.slice(0, at + whole.length - said.length + index).split("\n").length,
    })),
  );
}

/** A docstring (no string that is assigned), or a comment on lines of its own. */
const docstringOrComment = /(?<=^|\n)[ ]*(?:"""([^]*?)"""|((?:#(?!!).*(?:\n[ ]*(?=#))?)+))/g;

/** The docstrings and comments of a Python file. */
export function commentsOf(python: string): Message[] {
  return [...python.matchAll(docstringOrComment)].map(({ 1: docstring, 2: comment = "", index }) => ({
    text: (docstring ?? comment.replace(/^[ ]*#/gm, ""))
      .replace(/\n[ ]*\n/g, ";\n")
      .replace(/`[^`]*`|"[^"]*"/g, "x")
      .replace(/\s+/g, " "),
    line: python.slice(0, index).split("\n").length,
  }));
}

function plain(text: string): string {
  return text
    .replace(/\\\n/g, " ")
    .replace(/\$\((?:[^()]|\([^()]*\))*\)|\$\{[^}]*\}|\$[\w@*#?]+/g, "x")
    .replace(/`[^`]*`|'[^']*'/g, "x");
}

export function remarks(messages: readonly Message[]): { line: number; says: string }[] {
  return messages.flatMap(({ text, line }) =>
    [...plainWords(text, words), ...longSentences(text, 40)].map(({ says }) => ({ line, says })),
  );
}

if (import.meta.main) {
  for (const file of process.argv.slice(2)) {
    const found = file.endsWith(".py") ? commentsOf : messagesOf;
    for (const { line, says } of remarks(found(readFileSync(file, "utf8")))) {
      console.log(`${file}:${line}: ${says}`);
      process.exitCode = 1;
    }
  }
}
