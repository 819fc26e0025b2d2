/** Something that a step has to say. */
export interface Said {
  readonly step: string;
  readonly text: string;
}

/** What one host said. Each is told once, by the step that comes first to it. */
export interface Answer {
  readonly facts: Readonly<Record<string, string>>;
  /** What `up` would stop at. */
  readonly problems: readonly (Said & { readonly remedy: string })[];
  readonly warnings: readonly Said[];
  readonly notes: readonly Said[];
  /** What `up` would change that is there already. */
  readonly changes: readonly Said[];
  /** What could not be found out. */
  readonly unknowns: readonly Said[];
}

/** Reads what `host/look.sh` prints; it is whole when its end is there. */
export function readAnswer(output: string): Answer & { readonly whole: boolean } {
  const records = output
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => line.split("\t"));
  const seen = new Set<string>();
  const all = (kind: string): (Said & { remedy: string })[] =>
    records
      .filter(([first]) => first === kind)
      .map(([, step = "", text = "", remedy = ""]) => ({ step, text, remedy }))
      .filter(({ text }) => !seen.has(text) && seen.add(text));
  const said = (kind: string): Said[] => all(kind).map(({ step, text }) => ({ step, text }));
  return {
    facts: Object.fromEntries(
      all("fact").flatMap(({ text, remedy }) => (remedy === "" ? [] : [[text, remedy]])),
    ),
    problems: all("problem"),
    warnings: said("warning"),
    notes: said("note"),
    changes: said("change"),
    unknowns: said("unknown"),
    whole: records.at(-1)?.[0] === "end",
  };
}
