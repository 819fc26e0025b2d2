import { keyRows, tableRows } from "../../lib/markdown.ts";

/** What the tables of docs/configuration.md say of each key: the meaning without its Markdown, and the default. */
export function meaningsOf(markdown: string): Map<string, string> {
  return new Map(
    keyRows(tableRows(markdown)).map(([key = "", value = "", , meaning = ""]) => [
      key,
      [withoutLinks(meaning), defaultOf(withoutLinks(value))].filter(Boolean).join(" "),
    ]),
  );
}

function defaultOf(value: string): string {
  return value === "" || /^(none$|required)/.test(value) ? "" : `(default: ${value})`;
}

/** A link that only says where to read on is of no use in an editor. */
function withoutLinks(text: string): string {
  return text.replace(/: \[how\]\([^)]+\)$/, "").replace(/\[([^\]]+)\]\([^)]+\)/g, "$1");
}
