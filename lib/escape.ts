import { printable } from "./printable.ts";

/** Escapes a text for HTML, SVG and their attributes. */
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
