/** A message of a step. */
export interface Said {
  readonly step: string;
  readonly text: string;
}

/** The answer of one host. Each message is reported once, for the first step that has it. */
export interface Answer {
  readonly facts: Readonly<Record<string, string>>;
  /** Problems at which `up` would stop. */
  readonly problems: readonly (Said & { readonly remedy: string })[];
  readonly warnings: readonly Said[];
  readonly notes: readonly Said[];
  /** What exists on the host already, and `up` would change. */
  readonly changes: readonly Said[];
  /** What could not be found out. */
  readonly unknowns: readonly Said[];
}

/** Reads what `host/look.sh` prints; `whole` is false when the output was cut before its end. */
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
