// Escapes text from a configuration or a program for Markdown and HTML, so that GitHub and GitLab show it unchanged.
import { printable, printableLines } from "../../lib/printable.ts";

/** A code span, whatever the text holds. */
export function code(text: string): string {
  const line = printable(text.replaceAll(/\s+/g, " ").trim());
  const ticks = "`".repeat(longestRun(line) + 1);
  const padded = line.startsWith("`") || line.endsWith("`") ? ` ${line} ` : line;
  return `${ticks}${padded === "" ? " " : padded}${ticks}`;
}

/** Node names and similar texts: unchanged where they have no meaning in Markdown, else a code span. */
export function plain(text: string): string {
  return /^[A-Za-z0-9.-]+$/.test(text) ? text : code(text);
}

/** `a, b and c`. */
export function list(items: readonly string[]): string {
  return items.length < 2 ? items.join("") : `${items.slice(0, -1).join(", ")} and ${items.at(-1) ?? ""}`;
}

/** A fenced block, whatever the text holds. */
export function fence(language: string, text: string): string[] {
  const ticks = "`".repeat(Math.max(3, longestRun(text) + 1));
  return [`${ticks}${language}`, ...printableLines(text).replace(/\n$/, "").split("\n"), ticks];
}

/** @param summary HTML; see {@link htmlCode}. */
export function details(summary: string, body: readonly string[]): string[] {
  return ["<details>", `<summary>${summary}</summary>`, "", ...body, "", "</details>"];
}

/** A code span for HTML. */
export function htmlCode(text: string): string {
  const escaped = text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
  return `<code>${printable(escaped.replaceAll(/\s+/g, " "))}</code>`;
}

export function table(head: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
  return [line(head), `|${" --- |".repeat(head.length)}`, ...rows.map(line)];
}

/** `1 node`, `3 nodes`. */
export function count(number: number, thing: string): string {
  return `${number} ${thing}${number === 1 ? "" : "s"}`;
}

function longestRun(text: string): number {
  return Math.max(0, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
}
