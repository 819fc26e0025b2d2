// Users while something changes: writers through every SMS node, over a new connection each time and over one that lasts, and
// browsers at every front end. A user knows a port of before and one of after, and fails when neither of them serves him.
import { setTimeout as sleep } from "node:timers/promises";
import { Client } from "pg";

const patience = 10_000;
const insert = "INSERT INTO requests (node) VALUES ('changes')";

export interface Seen {
  /** Connections and requests that were tried. */
  readonly tried: number;
  /** Those that failed, each with its time. */
  readonly failed: readonly string[];
}

export interface Places {
  /** Hosts with HAProxy in front of PostgreSQL, and the ports that it may have there. */
  readonly databases: readonly string[];
  readonly databasePorts: readonly number[];
  /** Hosts with a front end, the ports that it may have there, and the paths to ask for. */
  readonly fronts: readonly string[];
  readonly frontPorts: readonly number[];
  readonly paths: readonly string[];
}

/** What these users see while `change` goes on, and a second before and after. */
export async function seenDuring(places: Places, change: () => Promise<void>): Promise<Seen> {
  const { databases, databasePorts, fronts, frontPorts, paths } = places;
  const users = [
    ...databases.map(
      (host) => new User(`a new connection to ${host}`, 100, () => write(host, databasePorts)),
    ),
    ...databases.map((host) => lasting(host, databasePorts)),
    ...fronts.flatMap((host) =>
      paths.map((path) => new User(`http://${host}${path}`, 100, () => request(host, frontPorts, path))),
    ),
  ];
  try {
    await sleep(1000);
    await change();
    await sleep(1000);
  } finally {
    await Promise.all(users.map((user) => user.stop()));
  }
  return {
    tried: users.reduce((sum, { tried }) => sum + tried, 0),
    failed: users.flatMap(({ failed }) => failed),
  };
}

class User {
  tried = 0;
  readonly failed: string[] = [];
  readonly #what: string;
  #going = true;
  readonly #ended: Promise<void>;

  /** @param every milliseconds from the end of one attempt to the next. */
  constructor(what: string, every: number, once: () => Promise<void>, close = () => Promise.resolve()) {
    this.#what = what;
    this.#ended = this.#run(every, once).then(close);
  }

  async stop(): Promise<void> {
    this.#going = false;
    await this.#ended;
  }

  async #run(every: number, once: () => Promise<void>): Promise<void> {
    while (this.#going) {
      const at = new Date().toISOString();
      this.tried += 1;
      try {
        await once();
      } catch (error) {
        this.failed.push(`${at} ${this.#what}: ${String(error)}`);
      }
      await sleep(every);
    }
  }
}

/** The first port that serves. */
async function atOneOf<T>(ports: readonly number[], once: (port: number) => Promise<T>): Promise<T> {
  const errors: string[] = [];
  for (const port of ports) {
    try {
      return await once(port);
    } catch (error) {
      errors.push(`port ${port}: ${String(error)}`);
    }
  }
  throw new Error(errors.join("; "));
}

function client(host: string, port: number): Client {
  const login = { user: "jarvis", password: "jarvis", database: "acd" };
  const one = new Client({
    host,
    port,
    ...login,
    connectionTimeoutMillis: patience,
    query_timeout: patience,
  });
  one.on("error", () => undefined);
  return one;
}

function write(host: string, ports: readonly number[]): Promise<void> {
  return atOneOf(ports, async (port) => {
    const one = client(host, port);
    try {
      await one.connect();
      await one.query(insert);
    } finally {
      await one.end().catch(() => undefined);
    }
  });
}

/** One connection, which nothing but its end ends. */
function lasting(host: string, ports: readonly number[]): User {
  let one: Promise<Client> | undefined;
  return new User(
    `a lasting connection to ${host}`,
    200,
    async () => {
      one ??= atOneOf(ports, async (port) => {
        const connected = client(host, port);
        await connected.connect();
        return connected;
      });
      await (await one).query(insert);
    },
    async () => {
      await (await one)?.end();
    },
  );
}

async function request(host: string, ports: readonly number[], path: string): Promise<void> {
  await atOneOf(ports, async (port) => {
    const response = await fetch(`http://${host}:${port}${path}`, {
      headers: { connection: "close" },
      signal: AbortSignal.timeout(patience),
    });
    await response.arrayBuffer();
    if (response.status !== 200) throw new Error(`status ${response.status}`);
  });
}
