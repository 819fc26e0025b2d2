// Control and format characters, line ends, halves of surrogate pairs, and what is drawn as nothing.
const unseen = String.raw`\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}`;
const anywhere = new RegExp(`[${unseen}]`, "gu");
const insideLines = new RegExp(`(?![\\n\\t])[${unseen}]`, "gu");

/** What comes from a host moves no terminal's cursor, nor turns the direction of what stands beside it. */
export function printable(text: string): string {
  return text.replaceAll(anywhere, "?");
}

/** The same for several lines, with tabs in them. */
export function printableLines(text: string): string {
  return text.replaceAll(insideLines, "?");
}
