import { printable } from "../../../lib/printable.ts";
import type { Tone } from "./tones.ts";

export type Style = Tone | "plain" | "strong" | "dim";
/** A text and its style, which is plain by default. */
export type Cell = readonly [text: string, style?: Style];
/** Colours a text, or returns it unchanged. */
export type Paint = (style: Style, text: string) => string;

/** Joins cells into one line, cut at `width`. */
export function line(cells: readonly Cell[], width: number, paint: Paint): string {
  let left = width;
  return cells
    .map(([text, style = "plain"]) => {
      const shown = cut(printable(text), left);
      left -= shown.length;
      return paint(style, shown);
    })
    .join("")
    .trimEnd();
}

/** Columns two blanks apart. Where they are too wide, the widest are narrowed first. */
export function grid(rows: readonly (readonly Cell[])[], width: number, paint: Paint): string[] {
  const columns = Math.max(0, ...rows.map((row) => row.length));
  const widths = Array.from({ length: columns }, (_, i) =>
    // The last cell of a shorter row may extend over the columns after it.
    Math.max(
      0,
      ...rows
        .filter((row) => (i < columns - 1 && i < row.length - 1) || row.length === columns)
        .map((row) => row[i]?.[0].length ?? 0),
    ),
  );
  const room = width - 2 * (columns - 1);
  for (let total = sum(widths); total > room && total > columns; total = sum(widths)) {
    const widest = widths.indexOf(Math.max(...widths));
    widths[widest] = (widths[widest] ?? 1) - 1;
  }
  return rows.map((row) =>
    line(
      row.flatMap(([text, style], i): Cell[] => {
        const last = i === row.length - 1;
        const room = widths[i] ?? 0;
        const shown =
          last && row.length < columns ? text : cut(printable(text), room).padEnd(last ? 0 : room);
        return [[i === 0 ? shown : `  ${shown}`, style]];
      }),
      width,
      paint,
    ),
  );
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, each) => total + each, 0);
}

function cut(text: string, width: number): string {
  return text.length <= width ? text : `${text.slice(0, Math.max(0, width - 1))}…`.slice(0, width);
}

/** A text on as many lines as it needs; the lines after the first are indented by the length of `lead`. */
export function wrapped(lead: string, text: string, style: Style, width: number, paint: Paint): string[] {
  const room = width - lead.length;
  const lines: string[] = [];
  for (const word of printable(text).split(" ")) {
    const last = lines.at(-1);
    if (last === undefined || last.length + 1 + word.length > room) lines.push(word);
    else lines[lines.length - 1] = `${last} ${word}`;
  }
  return lines.map((each, i) =>
    line(
      [
        [i === 0 ? lead : " ".repeat(lead.length), style],
        [each, style],
      ],
      width,
      paint,
    ),
  );
}
