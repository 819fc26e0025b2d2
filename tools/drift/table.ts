import type { Finding } from "./findings.ts";

const titles = ["node", "step", "what", "where", "applied", "found"] as const;

/** The findings as a table for people, each file's diff below it. */
export function table(findings: readonly Finding[]): string {
  const rows = findings.map(({ node, step, kind, thing, wanted, found }) => [
    ...[node, step, kind, thing, wanted, found].map(printable),
  ]);
  const widths = titles.map((title, i) =>
    Math.max(title.length, ...rows.map((row) => (row[i] ?? "").length)),
  );
  const text = (row: readonly string[]): string =>
    row.map((cell, i) => (i === row.length - 1 ? cell : cell.padEnd(widths[i] ?? 0))).join("  ");
  const lines = rows.flatMap((row, i) => [
    text(row),
    ...(findings[i]?.diff ?? []).map((line) => `      ${printable(line)}`),
  ]);
  return [text(titles), ...lines].join("\n");
}

/** What comes from a host does not move a terminal's cursor. */
function printable(text: string): string {
  return text.replaceAll(/\p{Cc}/gu, "?");
}
