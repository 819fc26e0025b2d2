// A pair of SMS nodes that changes while it is used: 300 new connections a second, a transaction that lasts, readers.
//
//   CHANGES=20 PER_SECOND=300 node --test test/cluster/e2e/load.test.ts      what `make test-load` does; 2 and 60 otherwise
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { Client } from "pg";
import { kill } from "../../support/pair/faults.ts";
import { nodes, Pair } from "../../support/pair/pair.ts";
import { createRows } from "../../support/pair/rows.ts";
import { Field } from "../../support/failover/field.ts";
import { rivalRuns } from "../../support/failover/targets.ts";
import { failover } from "../../support/failover/trial.ts";
import { Connections } from "../../support/stack/connections.ts";

const changes = Number(process.env["CHANGES"] ?? 2);
// With more than the machine can serve, what fails is the machine: make test-load asks for 300.
const perSecond = Number(process.env["PER_SECOND"] ?? 60);
const port = 15_432;
const readPort = 25_433;

describe("a pair under load", { concurrency: 1 }, () => {
  const pair = new Pair("n2acd-t-load", "172.30.96");
  const addresses = nodes.map((node) => pair.address(node));

  before(async () => {
    const databases = [{ name: "ACD", readListenPort: readPort, readMaxLag: "16MB" }];
    await pair.up({ agent: "bundled", databases });
    await createRows(pair, "sms-01");
  });
  after(() => pair.down());

  /** The address of the PostgreSQL behind a port of a node, and whether it is a standby. */
  async function behind(address: string, at: number): Promise<{ server: string; standby: boolean }> {
    const client = clientOf(address, at);
    await client.connect();
    try {
      const { rows } = await client.query<{ server: string; standby: boolean }>(
        "SELECT host(inet_server_addr()) AS server, pg_is_in_recovery() AS standby",
      );
      assert.ok(rows[0] !== undefined);
      return rows[0];
    } finally {
      await client.end();
    }
  }

  /** Under load: the change is made, no connection and no check fails, no server changes its state. */
  async function unnoticed(change: () => Promise<void>): Promise<string> {
    const begun = Date.now();
    const load = new Connections(addresses, port, perSecond);
    const checks = new FailedChecks(pair);
    try {
      await change();
    } finally {
      await load.stop();
      await checks.stop();
    }
    const told = `${load.good} connections in ${load.seconds.toFixed(0)} s`;
    assert.deepEqual(load.bad, [], told);
    assert.ok(load.good > 0.9 * perSecond * load.seconds, `there was load: ${told}`);
    assert.deepEqual(checks.seen, []);
    for (const node of nodes) assert.deepEqual(await pair.proxy(node).changes(begun), [], node);
    return told;
  }

  it("loses no connection to configuration changes, nor a transaction that spans them", async (t) => {
    const long = clientOf(pair.address("sms-02"), port);
    await long.connect();
    await long.query("BEGIN");
    await long.query("INSERT INTO bench_rows VALUES (-1, 'long')");
    const told = await unnoticed(async () => {
      for (let done = 0; done < changes; done += 1) {
        await pair.stack.set({ "timeouts.client": `${31 + done}m` });
        await pair.stack.mustUp();
      }
    });
    t.diagnostic(`${told}, ${changes} changes`);
    for (const node of nodes)
      assert.match(
        await pair.on(node).run("cat /etc/haproxy/haproxy.cfg"),
        new RegExp(`timeout client ${30 + changes}m`),
      );
    await long.query("COMMIT");
    const { rows } = await long.query("SELECT node FROM bench_rows WHERE id = -1");
    assert.deepEqual(rows, [{ node: "long" }]);
    await long.end();
  });

  it("rotates both passwords unnoticed", async (t) => {
    const [before] = await Promise.all([pair.stack.output<string>("healthCheckPassword")]);
    const told = await unnoticed(async () => {
      await pair.stack.set({ "healthCheck.passwordGeneration": "2", "stats.passwordGeneration": "2" });
      await pair.stack.mustUp();
    });
    t.diagnostic(told);
    assert.notEqual(await pair.stack.output<string>("healthCheckPassword"), before);
  });

  it("sends readers to the standby, and to the primary while there is none", async () => {
    const standby = { server: pair.address("sms-02"), standby: true };
    const primary = { server: pair.address("sms-01"), standby: false };
    for (const address of addresses) {
      assert.deepEqual(await behind(address, readPort), standby);
      assert.deepEqual(await behind(address, port), primary);
    }
    await pair.on("sms-02").run(kill);
    await sleep(4000);
    for (const address of addresses) assert.deepEqual(await behind(address, readPort), primary);
    await pair.rejoin("sms-02");
    await pair.settled("sms-01");
    await sleep(2000);
    for (const address of addresses) assert.deepEqual(await behind(address, readPort), standby);
  });

  // How long it takes is printed and not judged: make bench-failover measures it on a quiet machine.
  const field = new Field("bundled", pair);
  for (const row of ["killed", "hangs"] as const)
    it(`has its clients at the new primary, and at it alone: ${row}`, async (t) => {
      await field.settled();
      const { clients, astray } = await failover(field, row, rivalRuns);
      for (const { kind, seconds } of clients) t.diagnostic(`${kind}: ${String(seconds)} s`);
      assert.ok(clients.every(({ seconds }) => seconds !== null));
      assert.deepEqual(astray, {});
    });
});

function clientOf(host: string, at: number): Client {
  const login = { user: "jarvis", password: "jarvis", database: "acd" };
  return new Client({ host, port: at, ...login, connectionTimeoutMillis: 5000 });
}

/** Looks at what each HAProxy has counted of the primary's checks, all the time: a reload begins at nought again. */
class FailedChecks {
  readonly seen: string[] = [];
  #going = true;
  readonly #ended: Promise<unknown>;

  constructor(pair: Pair) {
    this.#ended = pair.all(async (_, node) => {
      while (this.#going) {
        const failed = await pair.proxy(node).failedChecks("sms-01");
        if (failed > 0) this.seen.push(`${Date.now()} ${node}: ${failed} checks of sms-01 failed`);
        await sleep(250);
      }
    });
  }

  async stop(): Promise<void> {
    this.#going = false;
    await this.#ended;
  }
}
