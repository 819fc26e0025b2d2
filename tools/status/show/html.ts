import { escape } from "../../../lib/escape.ts";
import type { Tone } from "./tones.ts";

/** A column's title, and its cells as HTML. */
export type Column<Row> = readonly [title: string, cell: (row: Row) => string];

/** A word with a colour, and `more` about it as its tooltip. */
export function tag(text: string, tone: Tone, more?: string): string {
  const title = more === undefined ? "" : ` title="${escape(more)}"`;
  return `<span class="tag ${tone}"${title}>${escape(text)}</span>`;
}

/** A table, each row of which becomes a card on a phone. Columns without any content are left out. */
export function htmlTable<Row>(
  caption: string,
  columns: readonly Column<Row>[],
  rows: readonly Row[],
): string {
  const filled = columns
    .map(([title, cell]) => ({ title, cells: rows.map(cell) }))
    .filter(({ cells }) => cells.some((cell) => cell !== ""));
  const head = filled.map(({ title }) => `<th scope="col">${escape(title)}</th>`).join("");
  const body = rows.map((_, i) => {
    const cells = filled.map(({ title, cells }, column) => {
      const element = column === 0 ? 'th scope="row"' : "td";
      return `<${element} data-title="${escape(title)}">${cells[i] ?? ""}</${column === 0 ? "th" : "td"}>`;
    });
    return `<tr>${cells.join("")}</tr>`;
  });
  return `<table><caption>${escape(caption)}</caption><thead><tr>${head}</tr></thead>\n<tbody>${body.join("\n")}</tbody></table>`;
}
