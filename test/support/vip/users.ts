// Users of a virtual address, in a process of their own.
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface, type Interface } from "node:readline";

export interface Asked {
  readonly url: string;
  readonly perSecond: number;
  /** Milliseconds that a user waits for an answer. */
  readonly patience: number;
  /** Over HTTPS: the authority's certificate, a file, and the name that is asked for. */
  readonly tls?: { readonly authority: string; readonly name: string };
  /** The network namespace that they are in; this process's own by default. */
  readonly namespace?: string;
}

export class Users {
  readonly #process: ChildProcess;
  readonly #lines: Interface;
  readonly #patience: number;

  constructor({ url, perSecond, patience, tls, namespace }: Asked) {
    const asker = [
      ...[new URL("asker.ts", import.meta.url).pathname, url, String(perSecond), String(patience)],
      ...(tls === undefined ? [] : [tls.authority, tls.name]),
    ];
    const [program, words] =
      namespace === undefined
        ? [process.execPath, asker]
        : ["ip", ["netns", "exec", namespace, process.execPath, ...asker]];
    this.#process = spawn(program, words, { stdio: ["ignore", "pipe", "inherit"] });
    if (this.#process.stdout === null) throw new Error("no stdout");
    this.#patience = patience;
    this.#lines = createInterface({ input: this.#process.stdout });
  }

  /** Whether anybody answers within so many seconds. */
  answered(seconds: number): Promise<boolean> {
    return once(this.#lines, "line", { signal: AbortSignal.timeout(seconds * 1000) }).then(
      () => true,
      () => false,
    );
  }

  /**
   * The longest time without an answer, in seconds: from now until a node that is not `name` answers, or for so many seconds. Infinity when
   * nobody answers any more at their end.
   */
  outage(name: string, seconds: number): Promise<number> {
    return new Promise((resolve) => {
      let last = Date.now();
      let longest = 0;
      const heard = (line: string): void => {
        const at = Number(line.split(" ")[0]);
        longest = Math.max(longest, at - last);
        last = at;
        // The page says whose it is, as its last word.
        if (!line.endsWith(` ${name}`)) end();
      };
      const timer = setTimeout(() => {
        if (Date.now() - last > this.#patience) longest = Infinity;
        end();
      }, seconds * 1000);
      const end = (): void => {
        clearTimeout(timer);
        this.#lines.off("line", heard);
        resolve(longest / 1000);
      };
      this.#lines.on("line", heard);
    });
  }

  async stop(): Promise<void> {
    if (this.#process.exitCode !== null) return;
    const ended = once(this.#process, "exit");
    this.#process.kill();
    await ended;
  }
}
