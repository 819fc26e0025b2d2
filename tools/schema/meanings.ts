/** What the tables of docs/configuration.md say of each key: the default, and the meaning without its Markdown. */
export function meaningsOf(markdown: string): Map<string, string> {
  const rows = [...markdown.matchAll(/^\|(.+)\|$/gm)].map(([, row = ""]) =>
    row.split("|").map((cell) => plain(cell.trim())),
  );
  return new Map(
    rows
      .filter(([key = ""]) => /^[a-z]\w*(\[\])?(\.\w+)*$/.test(key) && key !== "key")
      .map(([key = "", value = "", , meaning = ""]) => [
        key,
        [meaning, defaultOf(value)].filter(Boolean).join(" "),
      ]),
  );
}

function defaultOf(value: string): string {
  return value === "" || /^(none|required)$/.test(value) ? "" : `(default: ${value})`;
}

function plain(text: string): string {
  return text.replaceAll("`", "").replace(/\[([^\]]+)\]\([^)]+\)/g, "$1");
}
