import { unquoted } from "../../lib/shell.ts";

/** A step's `key=value` words. */
export class Words {
  readonly #words: readonly string[];

  constructor(command: string) {
    this.#words = unquoted(command);
  }

  get none(): boolean {
    return this.#words.length === 0;
  }

  all(key: string): string[] {
    return this.#words.filter((word) => word.startsWith(`${key}=`)).map((word) => word.slice(key.length + 1));
  }

  one(key: string): string | undefined {
    return this.all(key)[0];
  }
}

/** `NAME:PORT` taken apart. */
export function pairs(words: readonly string[]): [string, string][] {
  return words.map((word) => {
    const colon = word.lastIndexOf(":");
    return [word.slice(0, colon), word.slice(colon + 1)];
  });
}
