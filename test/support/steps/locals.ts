// Variables of shell functions: which one a function alone uses, and whether it says that with `local`.
import { type Word, wordsOf } from "./words.ts";

interface Part {
  /** "" for what stands outside of all functions. */
  readonly name: string;
  readonly path: string;
  readonly words: readonly Word[];
  /** Whether its body is a subshell, in which every variable is its own. */
  readonly subshell: boolean;
}

const definition = /^([a-z_]\w*)\(\) ([{(])((?:.*[})])?)$/;

/** The functions of a script, and what stands around them. */
function partsOf(path: string, script: string): Part[] {
  const parts: Part[] = [];
  const around: string[] = [];
  const lines = script.split("\n");
  for (let i = 0; i < lines.length; i++) {
    const [, name, bracket = "", rest = ""] = definition.exec(lines[i] ?? "") ?? [];
    if (name === undefined) {
      around.push(lines[i] ?? "");
      continue;
    }
    const from = i;
    if (rest === "") while (i < lines.length && !/^[})]/.test(lines[i] ?? "")) i++;
    const words = wordsOf(lines.slice(from, i + 1).join("\n"));
    parts.push({ name, path, words, subshell: bracket === "(" });
  }
  return [...parts, { name: "", path, words: wordsOf(around.join("\n")), subshell: false }];
}

const mentions = ({ words }: Part, variable: string): boolean =>
  words.some(({ kind, text }) => (kind === "variable" || kind === "assignment") && text === variable);

/** The variables that one function alone uses, and which it does not call `local`: 'PATH: FUNCTION: VARIABLE'. */
export function leakedVariables(scripts: ReadonlyMap<string, string>): string[] {
  const parts = [...scripts].flatMap(([path, script]) => partsOf(path, script));
  return parts.flatMap((part) => {
    if (part.name === "" || part.subshell) return [];
    const declared = part.words.filter(({ kind, of }) => kind === "argument" && of === "local");
    const assigned = part.words.filter(({ kind, text }) => kind === "assignment" && /^[a-z]/.test(text));
    return [...new Set(assigned.map(({ text }) => text))]
      .filter((variable) => !declared.some(({ text }) => text === variable))
      .filter((variable) => !parts.some((other) => other !== part && mentions(other, variable)))
      .map((variable) => `${part.path}: ${part.name}: ${variable}`);
  });
}
