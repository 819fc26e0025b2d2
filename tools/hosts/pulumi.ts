import { printableLines } from "../../lib/printable.ts";
import { type Ended, runProgram } from "../../lib/program.ts";

/** The stack that a command is about, and the folder of its program. */
export interface Place {
  readonly stack: string;
  readonly cwd: string;
}

/**
 * Runs `pulumi` for a stack, with the environment's backend and passphrase. Pulumi's Automation API is not used: it asks for all secrets
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
 * Runs `pulumi` for a stack, and returns its standard output.
 *
 * @throws Error with its standard error only: standard output may be a state with all secrets.
 */
export async function pulumiSays(place: Place, ...args: readonly string[]): Promise<string> {
  const { status, stdout, stderr } = await runPulumi(place, args);
  if (status !== 0) throw new Error(`pulumi ${args.slice(0, 2).join(" ")}: ${printableLines(stderr.trim())}`);
  return stdout;
}
