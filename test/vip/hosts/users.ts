// Users of a virtual address, in a process of their own, and what they were answered.
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
  good = 0;
  bad = 0;
  /** The first lines about what went wrong; all of them could be too many to compare and to print. */
  readonly firstBad: string[] = [];
  readonly #process: ChildProcess;
  readonly #lines: Interface;
  readonly #began = performance.now();

  constructor({ url, perSecond, patience, tls }: Asked) {
    const words = [url, perSecond, patience, ...(tls === undefined ? [] : [tls.authority, tls.name])];
    this.#process = spawn(
      process.execPath,
      [new URL("asker.ts", import.meta.url).pathname, ...words.map(String)],
      {
        stdio: ["ignore", "pipe", "inherit"],
      },
    );
    if (this.#process.stdout === null) throw new Error("no stdout");
    this.#lines = createInterface({ input: this.#process.stdout });
    this.#lines.on("line", (line) => {
      if (line.startsWith("ok ")) this.good += 1;
      else {
        this.bad += 1;
        if (this.firstBad.length < 20) this.firstBad.push(line);
      }
    });
  }

  /** Seconds that they have asked for. */
  get seconds(): number {
    return (performance.now() - this.#began) / 1000;
  }

  /** When a node that is not `name` answered first, as Date.now(); nothing if none does within so many seconds. */
  nextFromOther(name: string, seconds: number): Promise<number | undefined> {
    return new Promise((resolve) => {
      const heard = (line: string): void => {
        const [how, at, path] = line.split(" ");
        // The page says whose it is, as its last word.
        if (how === "ok" && path === "/" && !line.endsWith(` ${name}`)) end(Number(at));
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

  /** Waits for the last answers. */
  async stop(): Promise<void> {
    if (this.#process.exitCode !== null) return;
    const ended = once(this.#process, "exit");
    this.#process.kill();
    await ended;
  }
}
