import { printable } from "./printable.ts";

/** A text as HTML, SVG and their attributes write it. */
export function escape(text: string): string {
  const entities: Readonly<Record<string, string>> = {
    "&": "&amp;",
    "<": "&lt;",
    ">": "&gt;",
    '"': "&quot;",
    "'": "&#39;",
  };
  return printable(text).replaceAll(/[&<>"']/g, (character) => entities[character] ?? "");
}
