import { z } from "zod";
import type { Value } from "./values.ts";

/**
 * One argument of a step. It is passed as words `key=value`, one for each of its values. The key is its name in the step's definition, with
 * an underscore and the small letter in place of each capital letter.
 *
 * @typeParam T what the program passes.
 * @typeParam R what is read back, also from a state that an older version wrote.
 */
export interface Argument<T, R = T> {
  write(value: T): readonly string[];
  read(values: readonly string[]): R;
}

/** One value. */
export function one<T>(value: Value<T>): Argument<T, T | undefined> {
  return {
    write: (said) => [z.encode(value, said)],
    read: ([first]) => (first === undefined ? undefined : z.decode(value, first)),
  };
}

/** One value, or none. */
export function maybe<T>(value: Value<T>): Argument<T | undefined> {
  const single = one(value);
  return {
    write: (said) => (said === undefined ? [] : single.write(said)),
    read: (values) => single.read(values),
  };
}

/** Any number of values. */
export function many<T>(value: Value<T>): Argument<readonly T[] | undefined, readonly T[]> {
  return {
    write: (said = []) => said.map((each) => z.encode(value, each)),
    read: (values) => values.map((each) => z.decode(value, each)),
  };
}

/** `key=yes` if the value is true; otherwise no word. */
export const flag: Argument<boolean | undefined, boolean> = {
  write: (said) => (said === true ? ["yes"] : []),
  read: ([first]) => first === "yes",
};

export type Arguments = Readonly<Record<string, Argument<unknown>>>;

type Said<A> = A extends Argument<infer T, unknown> ? T : never;
type Read<A> = A extends { read(values: readonly string[]): infer R } ? R : never;
type Optional<A> = { [K in keyof A]: undefined extends Said<A[K]> ? K : never }[keyof A];

/** The values that the program passes: one for each argument that is not optional. */
export type ArgumentValues<A> = {
  readonly [K in Exclude<keyof A, Optional<A>>]: Said<A[K]>;
} & { readonly [K in Optional<A>]?: Said<A[K]> };

/** The values that are read back. */
export type ArgumentsRead<A> = { readonly [K in keyof A]: Read<A[K]> };

/** Writes the values as words `key=value`, in the order of the definition. */
export function writeArguments<A extends Arguments>(all: A, values: ArgumentValues<A>): string[] {
  const said = values as Readonly<Record<string, unknown>>;
  return Object.entries(all).flatMap(([name, argument]) =>
    argument.write(said[name]).map((value) => `${keyOf(name)}=${value}`),
  );
}

/** The reverse of {@link writeArguments}. Another version may have written the words. */
export function readArguments<A extends Arguments>(all: A, words: readonly string[]): ArgumentsRead<A> {
  const read = Object.entries(all).map(([name, argument]) => [
    name,
    argument.read(valuesOf(words, keyOf(name))),
  ]);
  return Object.fromEntries(read) as ArgumentsRead<A>;
}

/** The values of the words that begin with `KEY=`. */
export function valuesOf(words: readonly string[], key: string): string[] {
  return words.filter((word) => word.startsWith(`${key}=`)).map((word) => word.slice(key.length + 1));
}

/** The key of an argument with this name. */
export function keyOf(name: string): string {
  return name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
