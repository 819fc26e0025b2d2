// Those who write all along, through the HAProxy of each SMS node: every row that was acknowledged is remembered.
import { setTimeout as sleep } from "node:timers/promises";
import { Client } from "pg";

const patience = 3000;
const login = { user: "jarvis", password: "jarvis", database: "acd", port: 15_432 };

/** A new client every so many milliseconds, whatever became of the ones before. */
export class Writers {
  /** Rows that PostgreSQL has acknowledged. */
  readonly acknowledged: number[] = [];
  readonly #moments: number[] = [performance.now()];
  readonly #open = new Set<Promise<void>>();
  readonly #timer: NodeJS.Timeout;

  constructor(hosts: readonly string[], every = 50) {
    let turn = 0;
    this.#timer = setInterval(() => {
      const one = this.#write(hosts[turn++ % hosts.length] ?? "").catch(() => undefined);
      this.#open.add(one);
      void one.finally(() => this.#open.delete(one));
    }, every);
  }

  async #write(host: string): Promise<void> {
    const client = new Client({ ...login, host, connectionTimeoutMillis: patience, query_timeout: patience });
    client.on("error", () => undefined);
    try {
      await client.connect();
      const { rows } = await client.query<{ id: string }>(
        "INSERT INTO requests (node) VALUES ('switchover') RETURNING id",
      );
      this.acknowledged.push(...rows.map(({ id }) => Number(id)));
      this.#moments.push(performance.now());
    } finally {
      await client.end().catch(() => undefined);
    }
  }

  /** Forgets how long nobody could write so far. */
  begin(): void {
    this.#moments.splice(0, Infinity, performance.now());
  }

  /** The longest time without an acknowledged row since then, in seconds. */
  get gap(): number {
    const moments = [...this.#moments, performance.now()].sort((a, b) => a - b);
    const gaps = moments.slice(1).map((moment, i) => moment - (moments[i] ?? moment));
    return Math.max(...gaps) / 1000;
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer);
    await sleep(100);
    await Promise.all(this.#open);
  }
}
