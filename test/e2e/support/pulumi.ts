import { spawn } from "node:child_process";
import { join } from "node:path";

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
export function run(command: string, args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<Result> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd: root,
      env: { ...process.env, ...noOuterMake, ...env },
      stdio: ["ignore", "pipe", "pipe"],
    });
    let stdout = "";
    let stderr = "";
    child.stdout.setEncoding("utf8").on("data", (text: string) => (stdout += text));
    child.stderr.setEncoding("utf8").on("data", (text: string) => (stderr += text));
    child.on("error", reject);
    child.on("close", (code) => {
      resolve({ code, stdout, stderr });
    });
  });
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
