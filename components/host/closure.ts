/** Scripts and what they use, by path in the toolkit's folder. */
export type Files = ReadonlyMap<string, string>;

/**
 * These files and all that they use, what a file needs before the file itself: the modules that it needs, and whatever it
 * names in the toolkit's folder. A name that only the host knows, such as `$TOOLKIT/steps/$STEP.sh`, is left out: a script
 * that loads a file by such a name looks first whether it is there.
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

/** What that file itself uses. */
export function usedBy(files: Files, path: string): string[] {
  return names(files.get(path) ?? "").flatMap((name) => {
    const used = files.has(name) ? [name] : [...files.keys()].filter((each) => each.startsWith(`${name}/`));
    if (used.length === 0) throw new Error(`${path} uses ${name}, which is not in the toolkit`);
    return used;
  });
}

/** By text, which several steps have in common. */
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

/** As scripts name the toolkit's folder, and units of systemd. A folder stands for all that is in it. */
function named(text: string): string[] {
  const places = /(?:\$TOOLKIT|@TOOLKIT@|\/var\/lib\/n2acd-ha\/toolkit)\/([\w.@/-]+)(?![\w.@/$-])/g;
  return [...text.matchAll(places)].map(([, name = ""]) => name.replace(/\.$/, ""));
}

/** Without comments, and with each command on one line. */
function code(text: string): string {
  return text.replaceAll(/^\s*#.*$/gm, "").replaceAll(/ *\\\n */g, " ");
}
