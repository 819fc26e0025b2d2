// Those who use a cluster while it changes hands: writers over a new connection each time, writers who keep theirs, and
// browsers. What any of them meets besides success is noted.
import { setTimeout as sleep } from "node:timers/promises";
import { Client } from "pg";
import { page } from "../page.ts";
import { Connections } from "./connections.ts";

const patience = 10_000;

function client(host: string): Client {
  const login = { user: "jarvis", password: "jarvis", database: "acd" };
  return new Client({
    host,
    port: 15_432,
    ...login,
    connectionTimeoutMillis: patience,
    query_timeout: patience,
  });
}

const insert = "INSERT INTO requests (node) VALUES ('adoption')";

/** What happens again and again until it is stopped. */
abstract class Repeated {
  good = 0;
  readonly bad: string[] = [];
  #going = true;
  #ended: Promise<void> | undefined;
  readonly #every: number;

  /** @param every milliseconds from one to the next. */
  constructor(every: number) {
    this.#every = every;
  }

  start(): this {
    this.#ended = this.#run();
    return this;
  }

  async stop(): Promise<void> {
    this.#going = false;
    await this.#ended;
    await this.close();
  }

  protected abstract once(): Promise<void>;

  protected close(): Promise<void> {
    return Promise.resolve();
  }

  async #run(): Promise<void> {
    while (this.#going) {
      const at = new Date().toISOString();
      try {
        await this.once();
        this.good += 1;
      } catch (error) {
        this.bad.push(`${at} ${this.constructor.name}: ${String(error)}`);
      }
      await sleep(this.#every);
    }
  }
}

/** A row a connection. */
class NewWriter extends Repeated {
  readonly #host: string;

  constructor(host: string) {
    super(50);
    this.#host = host;
  }

  protected async once(): Promise<void> {
    const one = client(this.#host);
    one.on("error", () => undefined);
    try {
      await one.connect();
      await one.query(insert);
    } finally {
      await one.end().catch(() => undefined);
    }
  }
}

/** Row after row over one connection, which nothing but its end ends. */
class LastingWriter extends Repeated {
  readonly #client: Client;
  #connected = false;

  constructor(host: string) {
    super(200);
    this.#client = client(host);
    this.#client.on("error", (error) =>
      this.bad.push(`${new Date().toISOString()} ${host}: ${String(error)}`),
    );
  }

  protected async once(): Promise<void> {
    if (!this.#connected) await this.#client.connect();
    this.#connected = true;
    await this.#client.query(insert);
  }

  protected override async close(): Promise<void> {
    await this.#client.end();
  }
}

/** Requests over a new connection each, at an even pace whatever becomes of them. */
class Browsers extends Repeated {
  readonly #url: string;
  readonly #open = new Set<Promise<void>>();

  constructor(url: string) {
    super(20);
    this.#url = url;
  }

  protected once(): Promise<void> {
    const at = new Date().toISOString();
    const one = page(this.#url, patience).catch((error: unknown) => {
      this.bad.push(`${at} ${this.#url}: ${String(error)}`);
    });
    this.#open.add(one);
    void one.finally(() => this.#open.delete(one));
    return Promise.resolve();
  }

  protected override async close(): Promise<void> {
    await Promise.all(this.#open);
  }
}

export interface Seen {
  /** Connections and requests that went well, by kind of user. */
  readonly good: Readonly<Record<string, number>>;
  readonly bad: readonly string[];
}

export interface Users {
  /** Where PostgreSQL is reached, through HAProxy on port 15432. */
  readonly databases: readonly string[];
  readonly pages: readonly string[];
  /** New connections a second to PostgreSQL that ask for an answer and no more, over all nodes. */
  readonly perSecond: number;
}

/** What these users see while `change` goes on, and two seconds before and after. */
export async function seenDuring(users: Users, change: () => Promise<void>): Promise<Seen> {
  const { databases, pages, perSecond } = users;
  const load = databases.length > 0 ? new Connections(databases, 15_432, perSecond) : undefined;
  const kinds = {
    "new writers": databases.map((host) => new NewWriter(host).start()),
    "lasting writers": databases.map((host) => new LastingWriter(host).start()),
    requests: pages.map((url) => new Browsers(url).start()),
  };
  const all = Object.values(kinds).flat();
  try {
    await sleep(2000);
    await change();
    await sleep(2000);
  } finally {
    await Promise.all([load?.stop(), ...all.map((each) => each.stop())]);
  }
  const good = Object.entries(kinds).map(
    ([kind, each]) => [kind, each.reduce((n, one) => n + one.good, 0)] as const,
  );
  return {
    good: { ...Object.fromEntries(good), connections: load?.good ?? 0 },
    bad: [...(load?.bad ?? []), ...all.flatMap(({ bad }) => bad)],
  };
}
