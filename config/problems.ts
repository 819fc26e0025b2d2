import type { z } from "zod";

/** One thing that is wrong with the configuration. */
export interface Problem {
  /** Such as `smsNodes[1].address`. */
  readonly path: string;
  /** What the value is, and what is allowed. */
  readonly text: string;
}

/** All problems of the configuration, in one error. */
export class ConfigError extends Error {
  readonly problems: readonly Problem[];

  constructor(problems: readonly Problem[]) {
    const lines = problems.map(({ path, text }) => `  ${path}: ${text}`);
    super([`The stack's configuration has ${count(problems.length)}:`, ...lines].join("\n"));
    this.name = "ConfigError";
    this.problems = problems;
  }
}

/** `smsNodes[1].address` from `["smsNodes", 1, "address"]`. */
export function pathText(path: readonly PropertyKey[]): string {
  return path.reduce<string>((text, key) => {
    if (typeof key === "number") return `${text}[${key}]`;
    const name = /^[A-Za-z_][A-Za-z0-9_-]{0,63}$/.test(String(key))
      ? String(key)
      : JSON.stringify(String(key).slice(0, 60));
    return text === "" ? name : `${text}.${name}`;
  }, "");
}

/** Describes an issue that the schema found. Nothing of the values under `secret` keys is shown. */
export function explain(issue: z.core.$ZodIssue, raw: unknown, secret: ReadonlySet<string>): Problem[] {
  const path = pathText(issue.path);
  if (issue.code === "unrecognized_keys") {
    return issue.keys.map((key) => ({
      path: pathText([...issue.path, key]),
      text: unknownKey(key, issue.message),
    }));
  }
  if (issue.code === "invalid_union") {
    const chosen = issue.errors.find((branch) =>
      branch.every((each) => each.path.length > 0 || each.code === "unrecognized_keys"),
    );
    if (chosen !== undefined && chosen.length > 0) {
      return chosen.flatMap((each) => explain({ ...each, path: [...issue.path, ...each.path] }, raw, secret));
    }
  }
  const value = valueAt(raw, issue.path);
  if (value === undefined) return [{ path, text: `missing; it has to be ${issue.message}` }];
  return [
    {
      path,
      text: `${secret.has(String(issue.path[0])) ? "the value" : shown(value)} is not ${issue.message}`,
    },
  ];
}

/** A value as it is written in the stack file, cut to 80 characters. A private key in the wrong field is not shown. */
function shown(value: unknown): string {
  if (Array.isArray(value)) return `a list of ${value.length}`;
  const text = JSON.stringify(value);
  if (text.includes("PRIVATE KEY")) return "a private key";
  return text.length > 80 ? `${text.slice(0, 77)}...` : text;
}

function unknownKey(key: string, allowed: string): string {
  const near = key.length > 40 ? undefined : allowed.split(", ").find((name) => alike(name, key));
  return near === undefined ? `unknown key; known are ${allowed}` : `unknown key; did you mean ${near}?`;
}

function valueAt(raw: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (value, key) =>
      typeof value === "object" && value !== null && Object.hasOwn(value, key)
        ? (value as Record<PropertyKey, unknown>)[key]
        : undefined,
    raw,
  );
}

/** True if one letter more, less, changed or swapped with its neighbour turns one word into the other. */
function alike(a: string, b: string): boolean {
  const variants = (word: string): string[] => [
    word,
    ...Array.from({ length: word.length }, (_, i) => word.slice(0, i) + word.slice(i + 1)),
  ];
  const [left, right] = [variants(a.toLowerCase()), variants(b.toLowerCase())];
  return left.some((word) => right.includes(word));
}

function count(problems: number): string {
  return problems === 1 ? "one problem" : `${problems} problems`;
}
