import { execFileSync } from "node:child_process";
import type { Finding } from "./findings.ts";

/** By step: the numbers for `n2acd-ha:repair` that make exactly the steps of these findings run again. */
export function repairs(
  findings: readonly Finding[],
  before: Readonly<Record<string, number>>,
): Record<string, number> {
  const steps = new Set(findings.map(({ node, step }) => `${node}-${step}`));
  return Object.fromEntries(
    [...steps].map((step) => [step, (Object.hasOwn(before, step) ? (before[step] ?? 0) : 0) + 1]),
  );
}

/** The stack file's `n2acd-ha:repair` as it is. */
export function repairsBefore(pulumi: readonly string[]): Record<string, number> {
  const [program = "pulumi", ...args] = pulumi;
  const all = JSON.parse(
    execFileSync(program, [...args, "config", "--json"], { encoding: "utf8" }),
  ) as Record<string, { readonly value?: string; readonly objectValue?: unknown }>;
  return (all["n2acd-ha:repair"]?.objectValue ?? {}) as Record<string, number>;
}

/** Writes the numbers into the stack file. */
export function writeRepairs(pulumi: readonly string[], numbers: Readonly<Record<string, number>>): void {
  const [program = "pulumi", ...args] = pulumi;
  const words = Object.entries(numbers).flatMap(([step, number]) => [
    "--plaintext",
    `n2acd-ha:repair["${step}"]=${number}`,
  ]);
  execFileSync(program, [...args, "config", "set-all", "--path", ...words]);
}
