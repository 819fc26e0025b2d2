import { spawn } from "node:child_process";

/** How a program ended: with a status, or by a signal. */
export interface Ended {
  readonly status: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface ProgramOptions {
  /** Arrives on its stdin; nothing does by default, or when what was promised never comes. */
  readonly input?: string | Promise<string> | undefined;
  /** Milliseconds until it is killed; never by default. */
  readonly timeout?: number | undefined;
  readonly cwd?: string | undefined;
  /** Ends it, and what was started with it is rejected then. */
  readonly signal?: AbortSignal | undefined;
  /** Called whenever it has printed something on its stdout. */
  readonly heard?: (() => void) | undefined;
  /** All of its environment; this program's by default. */
  readonly env?: NodeJS.ProcessEnv | undefined;
}

/** Runs a program of this machine, without a shell. Rejects only when it cannot be started. */
export function runProgram(
  [program = "", ...args]: readonly string[],
  { input = "", heard, ...options }: ProgramOptions = {},
): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { ...options, killSignal: "SIGKILL" });
    let stdout = "";
    let stderr = "";
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      stdout += text;
      heard?.();
    });
    child.stderr.setEncoding("utf8").on("data", (text: string) => (stderr += text));
    child.on("error", reject);
    child.on("close", (status, signal) => {
      resolve({ status, signal, stdout, stderr });
    });
    // A program that ends without reading its input is no failure of ours.
    child.stdin.on("error", () => undefined);
    if (typeof input === "string") child.stdin.end(input);
    else
      input.then(
        (text) => child.stdin.end(text),
        () => child.stdin.end(),
      );
  });
}
