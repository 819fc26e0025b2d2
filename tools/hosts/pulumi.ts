import { printableLines } from "../../lib/printable.ts";
import { type Ended, runProgram } from "../../lib/program.ts";

/** The stack that a command is about, and the folder of its program. */
export interface Place {
  readonly stack: string;
  readonly cwd: string;
}

/**
 * Runs `pulumi` for a stack, with the environment's backend and passphrase. Not by Pulumi's Automation API: that asks for all secrets
 * whenever it reads the configuration, has no preview as JSON, and takes half a second to load.
 */
export async function runPulumi(
  { stack, cwd }: Place,
  args: readonly string[],
  env: NodeJS.ProcessEnv = {},
): Promise<Ended> {
  const where = ["--non-interactive", "-C", cwd, "--stack", stack];
  try {
    return await runProgram(["pulumi", ...args, ...where], { env: { ...process.env, ...env } });
  } catch (error) {
    throw new Error(`pulumi cannot be run: ${error instanceof Error ? error.message : String(error)}`, {
      cause: error,
    });
  }
}

/**
 * What it prints.
 *
 * @throws Error with what it said on stderr alone: its stdout may be a state with all secrets.
 */
export async function pulumiSays(place: Place, ...args: readonly string[]): Promise<string> {
  const { status, stdout, stderr } = await runPulumi(place, args);
  if (status !== 0) throw new Error(`pulumi ${args.slice(0, 2).join(" ")}: ${printableLines(stderr.trim())}`);
  return stdout;
}
