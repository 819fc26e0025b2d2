/** The words up to a full stop or a semicolon, and where they begin in the text. */
export interface Sentence {
  readonly words: readonly string[];
  readonly at: number;
}

// A sentence may begin in lower case, with a name such as pyinfra or with code, so the letter after a full stop does not matter.
const sentence = /\S.*?(?:[.!?;]["')]*(?=\s)|$)/g;

export function sentences(text: string): Sentence[] {
  return [...text.matchAll(sentence)].map((found) => ({
    words: found[0].split(/\s+/).filter((word) => /[\p{L}\p{N}]/u.test(word)),
    at: found.index,
  }));
}
