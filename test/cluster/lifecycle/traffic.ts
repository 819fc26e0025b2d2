// What the healthy nodes' users do all the time, and what became of it.
import { Connections } from "../../support/stack/connections.ts";

/** Requests at an even pace; anything but the wanted status within some seconds is noted. */
class Requests {
  good = 0;
  readonly bad: string[] = [];
  readonly #open = new Set<Promise<void>>();
  readonly #timer: NodeJS.Timeout;

  constructor(url: string, perSecond: number) {
    this.#timer = setInterval(() => {
      const one = this.#ask(url);
      this.#open.add(one);
      void one.finally(() => this.#open.delete(one));
    }, 1000 / perSecond);
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer);
    await Promise.all(this.#open);
  }

  async #ask(url: string): Promise<void> {
    const at = new Date().toISOString();
    try {
      const response = await fetch(url, { signal: AbortSignal.timeout(10_000) });
      await response.arrayBuffer();
      if (response.status === 200) this.good += 1;
      else this.bad.push(`${at} ${url}: ${response.status}`);
    } catch (error) {
      const { cause } = error as Error;
      this.bad.push(`${at} ${url}: ${String(error)} ${cause instanceof Error ? cause.message : ""}`);
    }
  }
}

export class Traffic {
  readonly #sources: readonly (Connections | Requests)[];

  /** @param port of PostgreSQL or of the HAProxy before it, at `sms`. */
  constructor(sms: string, port: number, fe: string, paths: readonly string[]) {
    this.#sources = [
      new Connections([sms], port, 10),
      ...paths.map((path) => new Requests(`http://${fe}${path}`, 4)),
    ];
  }

  /** What failed. */
  async stop(): Promise<string[]> {
    await Promise.all(this.#sources.map((source) => source.stop()));
    const idle = this.#sources
      .filter(({ good }) => good === 0)
      .map(() => "a source of traffic had no success");
    return [...this.#sources.flatMap(({ bad }) => bad), ...idle];
  }
}
