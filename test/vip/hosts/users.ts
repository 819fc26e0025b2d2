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
}

export class Users {
  readonly #process: ChildProcess;
  readonly #lines: Interface;

  constructor({ url, perSecond, patience, tls }: Asked) {
    const words = [url, perSecond, patience, ...(tls === undefined ? [] : [tls.authority, tls.name])];
    this.#process = spawn(
      process.execPath,
      [new URL("asker.ts", import.meta.url).pathname, ...words.map(String)],
      { stdio: ["ignore", "pipe", "inherit"] },
    );
    if (this.#process.stdout === null) throw new Error("no stdout");
    this.#lines = createInterface({ input: this.#process.stdout });
  }

  /** When a node that is not `name` answered first, as Date.now(); nothing if none does within so many seconds. */
  nextFromOther(name: string, seconds: number): Promise<number | undefined> {
    return new Promise((resolve) => {
      const heard = (line: string): void => {
        // The page says whose it is, as its last word.
        if (!line.endsWith(` ${name}`)) end(Number(line.split(" ")[0]));
      };
      const timer = setTimeout(() => {
        end(undefined);
      }, seconds * 1000);
      const end = (at: number | undefined): void => {
        clearTimeout(timer);
        this.#lines.off("line", heard);
        resolve(at);
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
