// The checks of prose, which are the same for a document, a comment and a message.
import { sentences } from "./sentences.ts";

/** A remark about a fault in a text, and where the fault begins there. */
export interface Remark {
  readonly at: number;
  readonly says: string;
}

/** Finds words and phrases that have to be looked up or read twice, and says what to write instead. */
export function plainWords(text: string, list: Readonly<Record<string, string>>): Remark[] {
  return Object.entries(list).flatMap(([words, say]) => {
    const pattern = new RegExp(`(?<![\\w-])(?:${words.replaceAll(" ", "\\s+")})(?![\\w-])`, "gi");
    return [...text.matchAll(pattern)].map(({ 0: found, index }) => ({
      at: index,
      says: `"${found}": say ${say}`,
    }));
  });
}

/** Finds sentences of more than `most` words. */
export function longSentences(text: string, most: number): Remark[] {
  return sentences(text)
    .filter(({ words }) => words.length > most)
    .map(({ words, at }) => ({
      at,
      says: `A sentence of ${words.length} words, and ${most} are allowed: "${words.slice(0, 6).join(" ")} ..."`,
    }));
}
