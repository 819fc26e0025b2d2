import { spawnSync } from "node:child_process";
import { printableLines } from "../../lib/printable.ts";

/**
 * Runs `pulumi` and gives its stdout.
 *
 * @throws Error with what it said on stderr alone: its stdout may be a state with all secrets.
 */
export function pulumiSays(...args: readonly string[]): string {
  const { status, error, stdout, stderr } = spawnSync("pulumi", args, {
    encoding: "utf8",
    maxBuffer: 2 ** 28,
  });
  if (error !== undefined) throw new Error(`pulumi cannot be run: ${error.message}`);
  if (status !== 0) throw new Error(`pulumi ${args.slice(0, 2).join(" ")}: ${printableLines(stderr.trim())}`);
  return stdout;
}
