/** Quotes `word` as one word of a POSIX shell command. Throws an Error if it holds a NUL, which no shell can pass on. */
export function quote(word: string): string {
  if (word.includes("\0")) throw new Error("a shell word cannot hold a NUL character");
  return /^[A-Za-z0-9_./:@%+,=-]+$/.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`;
}

/** The reverse of {@link quote}, for words that are separated by spaces. */
export function unquoted(text: string): string[] {
  return [...text.matchAll(/(?:[^\s'\\]|'[^']*'|\\')+/g)].map(([word]) =>
    word.replace(/'([^']*)'|\\'/g, (_, inside?: string) => inside ?? "'"),
  );
}
