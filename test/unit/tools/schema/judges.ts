// Who says whether a stack is right: the editor by the JSON Schema, and the parser.
import { Ajv } from "ajv";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { ownSecrets, parseConfig } from "../../../../config/parse.ts";
import { ConfigError } from "../../../../config/problems.ts";

type Raw = Readonly<Record<string, unknown>>;

export const schema = JSON.parse(
  readFileSync(join(import.meta.dirname, "../../../../docs/stack.schema.json"), "utf8"),
) as object;
export const validate = new Ajv({ strict: false }).compile(schema);

/** Only text can be one, by itself or in lists and maps. */
function secret(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(secret);
  if (typeof value === "object" && value !== null)
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, secret(inner)]));
  return typeof value === "string" ? { secure: "AAAB" } : value;
}

export function fits(raw: Raw): boolean {
  const defined = JSON.parse(JSON.stringify(raw)) as Raw;
  const entries = Object.entries(defined).map(([key, value]): [string, unknown] => [
    `n2acd-ha:${key}`,
    ownSecrets.includes(key) ? secret(value) : value,
  ]);
  return validate({ config: Object.fromEntries(entries) });
}

/** The paths that the parser finds a fault with. */
export function problemsOf(raw: Raw): string[] {
  try {
    parseConfig(
      JSON.parse(JSON.stringify(raw)) as Raw,
      ownSecrets.filter((key) => key in raw),
    );
    return [];
  } catch (error) {
    if (error instanceof ConfigError) return error.problems.map(({ path }) => path);
    throw error;
  }
}

export function parses(raw: Raw): boolean {
  return problemsOf(raw).length === 0;
}
