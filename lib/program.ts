import { spawn } from "node:child_process";

/** How a program ended: with a status, or by a signal. */
export interface Ended {
  readonly status: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface ProgramOptions {
  /** Text for its stdin. Default: none. If the promise is rejected, stdin ends without text. */
  readonly input?: string | Promise<string> | undefined;
  /** Milliseconds after which it is killed. Default: never. */
  readonly timeout?: number | undefined;
  readonly cwd?: string | undefined;
  /** Kills the program when it aborts; the promise of `runProgram` is then rejected. */
  readonly signal?: AbortSignal | undefined;
  /** Called whenever the program has written to its stdout. */
  readonly heard?: (() => void) | undefined;
  /** All of its environment. Default: that of this process. */
  readonly env?: NodeJS.ProcessEnv | undefined;
}

/** Runs a program on this machine, without a shell. Rejects only if the program cannot be started, or `signal` aborts it. */
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
    // A program may end without reading its input, which is no failure.
    child.stdin.on("error", () => undefined);
    if (typeof input === "string") child.stdin.end(input);
    else
      input.then(
        (text) => child.stdin.end(text),
        () => child.stdin.end(),
      );
  });
}
