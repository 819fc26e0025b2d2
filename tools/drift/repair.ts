import type { Finding } from "./findings.ts";

/** By step: the numbers for `n2acd-ha:repair` that make exactly the steps of these findings run again. */
export function repairs(
  findings: readonly Finding[],
  before: Readonly<Record<string, number>>,
): Record<string, number> {
  const steps = new Set(findings.map(({ node, step }) => `${node}-${step}`));
  return Object.fromEntries([...steps].map((step) => [step, (before[step] ?? 0) + 1]));
}

/** Runs `pulumi` for the stack and gives its stdout. */
type Pulumi = (...args: readonly string[]) => string;

/** The stack file's `n2acd-ha:repair` as it is. */
export function repairsBefore(pulumi: Pulumi): Record<string, number> {
  const all = JSON.parse(pulumi("config", "--json")) as Record<string, { readonly objectValue?: unknown }>;
  return (all["n2acd-ha:repair"]?.objectValue ?? {}) as Record<string, number>;
}

/** Writes the numbers into the stack file. */
export function writeRepairs(pulumi: Pulumi, numbers: Readonly<Record<string, number>>): void {
  const words = Object.entries(numbers).flatMap(([step, number]) => [
    "--plaintext",
    `n2acd-ha:repair["${step}"]=${number}`,
  ]);
  pulumi("config", "set-all", "--path", ...words);
}
