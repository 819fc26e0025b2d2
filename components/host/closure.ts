/** Scripts and what they use, by path in the toolkit's folder. */
export type Files = ReadonlyMap<string, string>;

/**
 * These files and all that they use; what a file needs comes before the file itself. A file uses the modules that it needs, and whatever it
 * names in the toolkit's folder. A name that only the host knows, such as `$TOOLKIT/steps/$STEP.sh`, is left out: a script that loads a
 * file by such a name first checks that it exists.
 *
 * @throws Error if a file names something that is not in the toolkit.
 */
export function closureOf(files: Files, roots: readonly string[]): string[] {
  const found = new Set<string>();
  const open = new Set<string>();
  const visit = (path: string): void => {
    // Two modules may need each other.
    if (open.has(path)) return;
    open.add(path);
    for (const used of usedBy(files, path)) visit(used);
    found.add(path);
  };
  roots.forEach(visit);
  return [...found];
}

/**
 * What that file itself uses.
 * @throws Error if it names something that is not in the toolkit.
 */
export function usedBy(files: Files, path: string): string[] {
  return names(files.get(path) ?? "").flatMap((name) => {
    const used = files.has(name) ? [name] : [...files.keys()].filter((each) => each.startsWith(`${name}/`));
    if (used.length === 0) throw new Error(`${path} uses ${name}, which is not in the toolkit`);
    return used;
  });
}

/** Results by the text of a script, because several steps have scripts in common. */
const read = new Map<string, string[]>();

function names(script: string): string[] {
  const known = read.get(script);
  if (known !== undefined) return known;
  const text = code(script);
  const found = [...modules(text), ...named(text)];
  read.set(script, found);
  return found;
}

/** `need a b`, alone on its line or as the second of two commands. */
function modules(text: string): string[] {
  return [...text.matchAll(/(?:^ *|&& )need ((?:[a-z][\w-]*[ \n])+)/gm)].flatMap(([, names = ""]) =>
    names
      .trim()
      .split(" ")
      .map((name) => `lib/${name}.sh`),
  );
}

/** Names in the toolkit's folder, as scripts and systemd units write them. A folder stands for all files in it. */
function named(text: string): string[] {
  const places = /(?:\$TOOLKIT|@TOOLKIT@|\/var\/lib\/n2acd-ha\/toolkit)\/([\w.@/-]+)(?![\w.@/$-])/g;
  return [...text.matchAll(places)].map(([, name = ""]) => name.replace(/\.$/, ""));
}

/** The script without comments, and with each command on one line. */
function code(text: string): string {
  return text.replaceAll(/^\s*#.*$/gm, "").replaceAll(/ *\\\n */g, " ");
}
