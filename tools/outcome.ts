// How every command for operators ends, and what `--json` is: docs/operations.md says it once for all of them.
import { printableLines } from "../lib/printable.ts";

/** As Nagios plugins end. */
export const exitStatus = { ok: 0, degraded: 1, critical: 2, unknown: 3 } as const;

export type Level = keyof typeof exitStatus;

/** One document on standard output, and nothing else there. */
export function printJson(document: unknown): void {
  console.log(json(document));
}

/** @param indent 0 where one document a line follows another. */
export function json(document: unknown, indent = 2): string {
  return JSON.stringify(document, null, indent);
}

/** Runs a command. Its own failure, such as a stack that cannot be read, is `unknown`, with one line on standard error. */
export async function command(name: string, run: () => Promise<Level> | Level): Promise<void> {
  try {
    process.exitCode = exitStatus[await run()];
  } catch (error) {
    console.error(`${name}: ${printableLines(error instanceof Error ? error.message : String(error))}`);
    process.exitCode = exitStatus.unknown;
  }
}
