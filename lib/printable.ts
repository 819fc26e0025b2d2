// Control and format characters, line ends, halves of surrogate pairs, and characters that are drawn as nothing.
const unseen = String.raw`\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}`;
const anywhere = new RegExp(`[${unseen}]`, "gu");
const insideLines = new RegExp(`(?![\\n\\t])[${unseen}]`, "gu");

/** Replaces with `?` what could move a terminal's cursor, or reverse the direction of the text around it, in text from a host. */
export function printable(text: string): string {
  return text.replaceAll(anywhere, "?");
}

/** The same for text of several lines: line feeds and tabs stay. */
export function printableLines(text: string): string {
  return text.replaceAll(insideLines, "?");
}
