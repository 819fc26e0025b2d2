// How every command for operators ends, and what `--json` prints. docs/operations.md describes it once for all of them.
import { printableLines } from "../lib/printable.ts";

/** The exit statuses of Nagios plugins. */
export const exitStatus = { ok: 0, degraded: 1, critical: 2, unknown: 3 } as const;

export type Level = keyof typeof exitStatus;

/** Prints one document on standard output; a command with `--json` prints nothing else there. */
export function printJson(document: unknown): void {
  console.log(json(document));
}

/** @param indent in blanks; 0 puts the whole document on one line, where several follow each other. */
export function json(document: unknown, indent = 2): string {
  return JSON.stringify(document, null, indent);
}

/** Runs a command. An error, such as a stack that cannot be read, is printed on standard error, and the exit status is `unknown`. */
export async function command(name: string, run: () => Promise<Level> | Level): Promise<void> {
  try {
    process.exitCode = exitStatus[await run()];
  } catch (error) {
    console.error(`${name}: ${printableLines(error instanceof Error ? error.message : String(error))}`);
    process.exitCode = exitStatus.unknown;
  }
}
