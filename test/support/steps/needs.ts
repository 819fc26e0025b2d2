// Who uses what of whom among the scripts on the hosts, found in their words, and what they say of it.
import { type Files, usedBy } from "../../../components/host/closure.ts";
import { type Word, wordsOf } from "./words.ts";

/** By script: each is asked for often. */
const read = new Map<string, Word[]>();

function words(text: string): Word[] {
  const found = read.get(text) ?? wordsOf(text);
  read.set(text, found);
  return found;
}

/** After these a word is a name in the journal, of an argument, of a finding or of a variable, though a function may have it too. */
const dataFor = new Set([
  ...["record", "recall", "remember", "remembers", "forget", "arg", "args", "drift"],
  "local",
]);

/** What every step has, without saying so. */
const start = "lib/start.sh";

/** What is wrong with what these scripts say that they need. */
export function needProblems(files: Files): string[] {
  const scripts = [...files.keys()].filter((path) =>
    /^(lib|steps|drift|serving|status|reload)\/.*\.sh$/.test(path),
  );
  const defined = new Map(scripts.map((path) => [path, definitions(path, files.get(path) ?? "")]));
  const common = [start, ...usedBy(files, start)];
  const has = (path: string, name: string): boolean => defined.get(path)?.has(name) ?? false;

  return scripts.flatMap((path) => {
    if (common.includes(path)) return [];
    const needed = usedBy(files, path).filter((each) => defined.has(each));
    // A module that chooses another one on the host offers what that has as its own.
    const offered = needed.flatMap((each) => chosenBy(files, each));
    const [, step] = /^drift\/(.*)/.exec(path) ?? [];
    const own = [path, ...(step === undefined ? [] : [`steps/${step}`, "drift/look.sh"])];
    const given = givenTo(path, common);
    const foreign = uses(files.get(path) ?? "").filter((name) => !own.some((each) => has(each, name)));
    const missing = foreign.flatMap((name) => {
      if ([...needed, ...offered, ...given].some((each) => has(each, name))) return [];
      const by = scripts.filter((each) => has(each, name) && serves(each, path));
      return by.length === 0 ? [] : [`${path} uses ${name} of ${by.join(" or ")}, which it does not need`];
    });
    const unseen = words(files.get(path) ?? "")
      .filter(
        ({ kind, of, text: name }) =>
          kind === "argument" && of === "need" && !needed.includes(`lib/${name}.sh`),
      )
      .map(({ text: name }) => `${path} needs ${name} in words that closure.ts does not read`);
    const idle = needed
      .filter((each) => each.startsWith("lib/") && each !== "lib/need.sh" && each !== start)
      .filter((each) => !foreign.some((name) => has(each, name)))
      .map((each) => `${path} needs ${each}, and uses nothing of it`);
    return [...new Set(missing), ...idle, ...unseen];
  });
}

/** What is loaded before a script that does not say so. */
function givenTo(path: string, common: readonly string[]): readonly string[] {
  if (path.startsWith("status/")) return ["status/start.sh", "lib/need.sh"];
  return path.startsWith("reload/") ? ["lib/need.sh"] : common;
}

/** Whose functions a script may need: a module's; a step's or those of drift only a module, which then expects too much of who loads it. */
function serves(path: string, user: string): boolean {
  return path.startsWith("lib/") || (user.startsWith("lib/") && /^(steps|drift)\//.test(path));
}

function chosenBy(files: Files, path: string): string[] {
  return [...(files.get(path) ?? "").matchAll(/(?:^ +|&& )need ([\w-]+)/gm)].map(
    ([, name = ""]) => `lib/${name}.sh`,
  );
}

/** The functions of a script, and the constants at its margin; a step's are its own. */
function definitions(path: string, text: string): Set<string> {
  const functions = words(text).filter(({ kind }) => kind === "definition");
  const constants = /^(lib|status|reload)\//.test(path)
    ? text.matchAll(/^(?:[A-Z][A-Z_]*=\S* )*([A-Z][A-Z_]*)=/gm)
    : [];
  return new Set([
    ...functions.map(({ text: name }) => name),
    ...[...constants].map(([, name = ""]) => name),
  ]);
}

/** Names of functions and constants in a script: of commands, of variables in capitals, and of functions that are handed on. */
function uses(text: string): string[] {
  const names = words(text).filter(({ text: word, kind, of }) => {
    if (kind === "command") return true;
    if (kind === "variable") return /^[A-Z]/.test(word);
    return kind === "argument" && word.includes("_") && !dataFor.has(of ?? "");
  });
  return [...new Set(names.map(({ text: word }) => word))];
}
