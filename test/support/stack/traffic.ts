// What users of the cluster do: requests to the front ends, writes through each SMS node's port 15432.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";
import { feNodes, smsNodes, type Hosts, type Node } from "./hosts.ts";

interface JarvisAnswer {
  readonly node: string;
  readonly row: number;
  readonly database_server: { readonly address: string; readonly port: number };
}

/** A call of the Jarvis API at this front end: which SMS node took it, and whose database it wrote to. */
export async function callJarvis(hosts: Hosts, frontEnd: Node): Promise<JarvisAnswer> {
  const response = await get(hosts, frontEnd, "/n2acd-fe/jarvis-agent");
  const body = await response.text();
  assert.equal(response.status, 200, `${frontEnd}: ${body}`);
  assert.match(response.headers.get("content-type") ?? "", /^application\/json/);
  return JSON.parse(body) as JarvisAnswer;
}

export function get(hosts: Hosts, node: Node, path: string): Promise<Response> {
  return fetch(`http://${hosts.address(node)}${path}`, { signal: AbortSignal.timeout(10_000) });
}

const login = (address: string) =>
  `PGPASSWORD=jarvis PGCONNECT_TIMEOUT=5 psql -qXAt -v ON_ERROR_STOP=1 -h ${address} -p 15432 -U jarvis acd`;

/** Writes a row through port 15432 of `node`, as a client on the other SMS node, and gives the server's address. */
export async function write(hosts: Hosts, node: Node): Promise<string> {
  const client = smsNodes.find((other) => other !== node) ?? "sms-01";
  const insert = "INSERT INTO requests (node) VALUES ('e2e') RETURNING host(inet_server_addr())";
  return (await hosts.on(client).run(`${login(hosts.address(node))} -c "${insert}"`)).trim();
}

/** The whole chain works, and everything that is written gets to `primary`. */
export async function assertServes(hosts: Hosts, primary: Node): Promise<void> {
  for (const frontEnd of feNodes) {
    const { node, database_server } = await callJarvis(hosts, frontEnd);
    assert.match(node, /^sms-0[12]$/);
    assert.deepEqual(database_server, { address: hosts.address(primary), port: 5432 }, frontEnd);
    for (const path of ["/", "/n2acd-fe/", "/?n2acd-fe/jarvis-agent"]) {
      const page = await get(hosts, frontEnd, path);
      assert.equal(page.status, 200);
      assert.equal((await page.text()).trim(), `local Apache of ${frontEnd}`, path);
    }
  }
  for (const node of smsNodes) assert.equal(await write(hosts, node), hosts.address(primary), node);
}

/** As {@link assertServes}, tried again every 200 ms for some seconds. */
export async function servesWithin(seconds: number, hosts: Hosts, primary: Node): Promise<void> {
  const end = Date.now() + 1000 * seconds;
  for (;;) {
    try {
      await assertServes(hosts, primary);
      return;
    } catch (error) {
      if (Date.now() > end) throw error;
    }
    await sleep(200);
  }
}

/** One session through port 15432 that stays open. */
export class Session {
  readonly #psql;
  readonly #lines;

  constructor(hosts: Hosts, node: Node) {
    const command = login(hosts.address(node));
    this.#psql = spawn("docker", ["exec", "-i", hosts.container(node), "sh", "-c", command]);
    this.#lines = createInterface(this.#psql.stdout)[Symbol.asyncIterator]();
  }

  /** One value; throws when the session has ended. */
  async ask(sql: string): Promise<string> {
    this.#psql.stdin.write(`${sql};\n`);
    const { done, value } = await this.#lines.next();
    if (done === true) throw new Error("the session has ended");
    return value;
  }

  end(): void {
    this.#psql.stdin.end();
  }
}
