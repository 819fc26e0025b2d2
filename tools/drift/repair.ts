import { type Place, pulumiSays } from "../hosts/pulumi.ts";
import type { Finding } from "./findings.ts";

/** The numbers for `n2acd-ha:repair`, by step, that make exactly the steps of these findings run again. */
export function repairs(
  findings: readonly Finding[],
  before: Readonly<Record<string, number>>,
): Record<string, number> {
  const steps = new Set(findings.map(({ node, step }) => `${node}-${step}`));
  return Object.fromEntries([...steps].map((step) => [step, (before[step] ?? 0) + 1]));
}

/** The current value of `n2acd-ha:repair` in the stack file. */
export async function repairsBefore(place: Place): Promise<Record<string, number>> {
  const all = JSON.parse(await pulumiSays(place, "config", "--json")) as Record<
    string,
    { readonly objectValue?: unknown }
  >;
  return (all["n2acd-ha:repair"]?.objectValue ?? {}) as Record<string, number>;
}

/** Writes the numbers into the stack file. */
export async function writeRepairs(place: Place, numbers: Readonly<Record<string, number>>): Promise<void> {
  const words = Object.entries(numbers).flatMap(([step, number]) => [
    "--plaintext",
    `n2acd-ha:repair["${step}"]=${number}`,
  ]);
  await pulumiSays(place, "config", "set-all", "--path", ...words);
}
