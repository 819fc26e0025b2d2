import { printable } from "../../lib/printable.ts";
import { table as columns } from "../../lib/table.ts";
import type { Finding } from "./findings.ts";

const titles = ["node", "step", "what", "where", "applied", "found"] as const;

/** The findings as a table for people, each file's diff below it. */
export function table(findings: readonly Finding[]): string {
  const rows = findings.map(({ node, step, kind, thing, wanted, found }) =>
    [node, step, kind, thing, wanted, found].map(printable),
  );
  const [head = "", ...lines] = columns([titles, ...rows], titles.length).split("\n");
  return [head, ...lines.flatMap((line, i) => [line, ...diffOf(findings[i])])].join("\n");
}

function diffOf(finding: Finding | undefined): string[] {
  return (finding?.diff ?? []).map((line) => `      ${printable(line)}`);
}
