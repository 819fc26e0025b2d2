// A client that writes a row after the other, through port 15432 of one node unless told otherwise, and keeps account of each.
import { setTimeout as sleep } from "node:timers/promises";
import { Client } from "pg";

/** A row that the server has acknowledged. Times as Date.now(). */
export interface Ack {
  readonly id: number;
  /** The address of the PostgreSQL that took it. */
  readonly server: string;
  readonly sent: number;
  /** By the server's clock, which is this machine's. */
  readonly taken: number;
  readonly acked: number;
}

/** A failed attempt. */
export interface Failure {
  readonly at: number;
  readonly message: string;
}

export interface WriterOptions {
  /** One session for as long as it lasts, instead of a new one for each row. */
  readonly held?: boolean;
  /** Milliseconds between the end of an attempt and the next; 20 by default. */
  readonly pause?: () => number;
  readonly port?: number;
  /** Milliseconds for an answer; by default as many as to get a session, and without an end in one that is held. */
  readonly answer?: number;
}

export const rowsTable = "CREATE TABLE IF NOT EXISTS bench_rows (id bigint PRIMARY KEY, node text NOT NULL)";

/** Milliseconds to get a session. */
const patience = 1000;
let lastId = 0;

export class Writer {
  readonly acks: Ack[] = [];
  readonly failures: Failure[] = [];
  /** How many sessions it has begun. */
  sessions = 0;
  readonly node: string;
  readonly held: boolean;
  readonly #addresses: readonly string[];
  readonly #pause: () => number;
  readonly #port: number;
  readonly #answer: number | undefined;
  #client: Client | undefined;
  #connecting: Client | undefined;
  #going = true;
  readonly #ended: Promise<void>;

  /** @param addresses several: those of servers of which the first that is not read-only is used, as libpq does with `target_session_attrs`. */
  constructor(node: string, addresses: string | readonly string[], options: WriterOptions = {}) {
    const { held = false, pause = () => 20, port = 15432, answer = held ? undefined : patience } = options;
    this.node = node;
    this.#addresses = [addresses].flat();
    this.held = held;
    this.#pause = pause;
    this.#port = port;
    this.#answer = answer;
    this.#ended = this.#write();
  }

  /** The first row that `server` took at or after `since`, waited for until `deadline`. */
  async first(server: string, since: number, deadline: number): Promise<Ack> {
    for (;;) {
      const ack = this.acks.find((row) => row.server === server && row.acked >= since);
      if (ack !== undefined) return ack;
      if (Date.now() > deadline)
        throw new Error(
          `${this.node}: no row went to ${server}; last: ${this.failures.at(-1)?.message ?? "-"}`,
        );
      await sleep(10);
    }
  }

  async stop(): Promise<void> {
    this.#going = false;
    this.again();
    await this.#ended;
  }

  /** Abandons what it waits for, and begins anew. */
  again(): void {
    drop(this.#client);
    drop(this.#connecting);
  }

  async #write(): Promise<void> {
    while (this.#going) {
      try {
        this.#client ??= await this.#connect();
        const sent = Date.now();
        const id = ++lastId;
        const { rows } = await this.#client.query<{ server: string; taken: number }>(
          "INSERT INTO bench_rows VALUES ($1, $2) RETURNING host(inet_server_addr()) AS server, extract(epoch FROM clock_timestamp())::float8 * 1000 AS taken",
          [id, this.node],
        );
        this.acks.push({ id, server: "", taken: NaN, ...rows[0], sent, acked: Date.now() });
        if (!this.held) this.#leave();
      } catch (error) {
        this.failures.push({
          at: Date.now(),
          message: error instanceof Error ? error.message : String(error),
        });
        drop(this.#client);
        this.#client = undefined;
      }
      await sleep(this.#pause());
    }
  }

  async #connect(): Promise<Client> {
    const [only = "", ...others] = this.#addresses;
    if (others.length === 0) return this.#session(only);
    let why: unknown;
    for (const address of this.#addresses) {
      try {
        const client = await this.#session(address);
        const { rows } = await client.query<{ off: boolean }>(
          "SELECT NOT current_setting('transaction_read_only')::bool AS off",
        );
        if (rows[0]?.off === true) return client;
        drop(client);
        why = new Error(`${address} is read-only`);
      } catch (error) {
        why = error;
      }
    }
    throw why;
  }

  async #session(address: string): Promise<Client> {
    const client = new Client({
      host: address,
      port: this.#port,
      user: "jarvis",
      password: "jarvis",
      database: "acd",
      connectionTimeoutMillis: patience,
      ...(this.#answer === undefined ? {} : { query_timeout: this.#answer }),
    });
    this.#connecting = client;
    // An error between two rows shows in the next row.
    client.on("error", () => undefined);
    try {
      await client.connect();
    } catch (error) {
      drop(client);
      throw error;
    }
    this.sessions += 1;
    return client;
  }

  #leave(): void {
    const client = this.#client;
    this.#client = undefined;
    client?.end().catch(() => undefined);
  }
}

/** Without a goodbye, which a dead server would not answer. */
function drop(client: Client | undefined): void {
  const { connection } = (client ?? {}) as { connection?: { stream: { destroy(): void } } };
  connection?.stream.destroy();
}
