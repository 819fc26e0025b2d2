// What is judged in prose, wherever it stands: in a document, a comment or a message.
import { sentences } from "./sentences.ts";

/** Something that a reader would stumble over, and where it begins in the text. */
export interface Remark {
  readonly at: number;
  readonly says: string;
}

/** Words and phrases that have to be looked up or read twice, with what to say in their place. */
export function plainWords(text: string, list: Readonly<Record<string, string>>): Remark[] {
  return Object.entries(list).flatMap(([words, say]) => {
    const pattern = new RegExp(`(?<![\\w-])(?:${words.replaceAll(" ", "\\s+")})(?![\\w-])`, "gi");
    return [...text.matchAll(pattern)].map(({ 0: found, index }) => ({
      at: index,
      says: `"${found}": say ${say}`,
    }));
  });
}

/** Sentences that nobody reads at one go. */
export function longSentences(text: string, most: number): Remark[] {
  return sentences(text)
    .filter(({ words }) => words.length > most)
    .map(({ words, at }) => ({
      at,
      says: `A sentence of ${words.length} words, and ${most} are allowed: "${words.slice(0, 6).join(" ")} ..."`,
    }));
}
