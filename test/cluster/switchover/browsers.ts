// Those who use the front ends meanwhile: pages need no database, and calls of Jarvis write a row each.
import { page } from "../../support/page.ts";

const patience = 10_000;

/** A request for a page and one for Jarvis every so many milliseconds, at one front end after the other. */
export class Browsers {
  /** Pages that did not come, each with its time. */
  readonly failed: string[] = [];
  pages = 0;
  #last = performance.now();
  #longest = 0;
  readonly #open = new Set<Promise<void>>();
  readonly #timer: NodeJS.Timeout;

  constructor(frontEnds: readonly string[], every = 50) {
    let turn = 0;
    this.#timer = setInterval(() => {
      const front = frontEnds[turn++ % frontEnds.length] ?? "";
      const at = new Date().toISOString();
      const url = `http://${front}/`;
      this.pages += 1;
      this.#note(
        page(url, patience).catch((error: unknown) => this.failed.push(`${at} ${url}: ${String(error)}`)),
      );
      this.#note(
        page(`${url}n2acd-fe/jarvis-agent`, patience)
          .then(() => {
            this.#served();
          })
          .catch(() => undefined),
      );
    }, every);
  }

  #note(one: Promise<unknown>): void {
    const ended = one.then(() => undefined);
    this.#open.add(ended);
    void ended.finally(() => this.#open.delete(ended));
  }

  #served(): void {
    const now = performance.now();
    this.#longest = Math.max(this.#longest, now - this.#last);
    this.#last = now;
  }

  /** Forgets how long Jarvis did not answer so far. */
  begin(): void {
    [this.#last, this.#longest] = [performance.now(), 0];
  }

  /** The longest time without an answer of Jarvis since then, in seconds. */
  get gap(): number {
    return Math.max(this.#longest, performance.now() - this.#last) / 1000;
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer);
    await Promise.all(this.#open);
  }
}
