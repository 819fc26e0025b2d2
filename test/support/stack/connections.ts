// New connections through HAProxy at an even pace, each asked and answered once by PostgreSQL, and what became of them.
import { connect } from "node:net";

/** PostgreSQL answers this with one byte before anybody has to log in. */
const sslRequest = Buffer.from([0, 0, 0, 8, 4, 210, 22, 47]);
/** Milliseconds for one connection and its answer. */
const patience = 5000;

export class Connections {
  good = 0;
  /** What went wrong, each with its time as Date.now(). */
  readonly bad: string[] = [];
  readonly #addresses: readonly string[];
  readonly #open = new Set<Promise<void>>();
  readonly #timer: NodeJS.Timeout;
  readonly #begun = performance.now();
  #sent = 0;

  /** @param perSecond over all addresses, in turn. */
  constructor(addresses: readonly string[], port: number, perSecond: number) {
    this.#addresses = addresses;
    this.#timer = setInterval(() => {
      const due = ((performance.now() - this.#begun) / 1000) * perSecond;
      for (; this.#sent < due; this.#sent += 1) this.#one(port);
    }, 5);
  }

  /** Seconds that it has lasted. */
  get seconds(): number {
    return (performance.now() - this.#begun) / 1000;
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer);
    await Promise.all(this.#open);
  }

  #one(port: number): void {
    const address = this.#addresses[this.#sent % this.#addresses.length] ?? "";
    const one = answer(address, port).then(
      () => {
        this.good += 1;
      },
      (error: unknown) => {
        this.bad.push(`${Date.now()} ${address}: ${error instanceof Error ? error.message : String(error)}`);
      },
    );
    this.#open.add(one);
    void one.finally(() => this.#open.delete(one));
  }
}

function answer(address: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, address);
    socket.setTimeout(patience, () => socket.destroy(new Error(`no answer in ${patience} ms`)));
    socket.once("connect", () => socket.write(sslRequest));
    socket.once("data", () => {
      resolve();
      socket.destroy();
    });
    socket.once("error", reject);
    socket.once("close", () => {
      reject(new Error("closed without an answer"));
    });
  });
}
