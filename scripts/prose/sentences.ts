/** What is read at one go, up to a full stop or a semicolon, and where it begins in the text. */
export interface Sentence {
  readonly words: readonly string[];
  readonly at: number;
}

// Names such as pyinfra and code begin sentences in small letters, so the letter that follows says nothing.
const sentence = /\S.*?(?:[.!?;]["')]*(?=\s)|$)/g;

export function sentences(text: string): Sentence[] {
  return [...text.matchAll(sentence)].map((found) => ({
    words: found[0].split(/\s+/).filter((word) => /[\p{L}\p{N}]/u.test(word)),
    at: found.index,
  }));
}
