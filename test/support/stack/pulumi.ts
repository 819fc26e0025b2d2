import { join } from "node:path";
import { runProgram } from "../../../lib/program.ts";

export const root = join(import.meta.dirname, "../../..");

/** Inside `make test`, a make would take itself for a part of that one, and say so in its output. */
const noOuterMake = { MAKELEVEL: undefined, MAKEFLAGS: undefined, MFLAGS: undefined };

/** What a command did. */
export interface Result {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a command in the repository, without a shell; output is collected, and shown when it fails. */
export async function run(
  command: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv = {},
): Promise<Result> {
  const { status, stdout, stderr } = await runProgram([command, ...args], {
    cwd: root,
    env: { ...process.env, ...noOuterMake, ...env },
  });
  return { code: status, stdout, stderr };
}

/** As {@link run}, and an error with everything that was printed unless it ends well. */
export async function must(
  command: string,
  args: readonly string[],
  env?: NodeJS.ProcessEnv,
): Promise<string> {
  const { code, stdout, stderr } = await run(command, args, env);
  if (code !== 0)
    throw new Error(`${command} ${args.join(" ")} ended with ${String(code)}:\n${stdout}\n${stderr}`);
  return stdout;
}
