/** Inputs to command line flags. Absent inputs give no flag. */
import type { Props } from "../shared/diff.ts";

export const records = (value: unknown): Props[] => (value ?? []) as Props[];

/** A plain input as text; "" where there is none. */
export const text = (value: unknown): string =>
  typeof value === "string" || typeof value === "number" || typeof value === "boolean" ? String(value) : "";

/** `--name=value`; nothing for undefined, null and "". */
export const flag = (name: string, value: unknown): string[] =>
  text(value) === "" ? [] : [`--${name}=${text(value)}`];

/** One flag for each element. */
export const strings = (name: string, values: unknown): string[] =>
  ((values ?? []) as unknown[]).flatMap((value) => flag(name, value));

/** One `--name=key=value` for each entry. */
export const pairs = (name: string, values: unknown): string[] =>
  Object.entries((values ?? {}) as Props).flatMap(([key, value]) => flag(name, `${key}=${text(value)}`));
