// Guards on hosts, with the vendor's agent: brought along by an `up` under users, promotions, and gone again without a trace.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { clear, continuePostgres, kill, stopPostgres } from "../../support/pair/faults.ts";
import { type Node, nodes, otherThan, Pair } from "../../support/pair/pair.ts";
import { Psql } from "../../support/pair/psql.ts";
import { createRows } from "../../support/pair/rows.ts";
import { Writer } from "../../support/pair/writer.ts";

describe("guards on hosts", () => {
  const pair = new Pair("n2acd-guard", "172.30.97");
  let primary: Node = "sms-01";

  before(async () => {
    await pair.up({ guard: false });
    await createRows(pair, primary);
  });
  after(() => pair.down());

  const writers = (held: boolean): Writer[] =>
    nodes.map((node) => new Writer(node, pair.address(node), { held }));
  const status = (node: Node): Promise<string> =>
    pair.on(node).run("printf 'status\\n' | socat -t 3 - TCP:127.0.0.1:10001");

  async function inUse(node: Node): Promise<void> {
    for (const at of nodes) {
      for (let tries = 0; !(await said(at, node)); tries += 1) {
        assert.ok(tries < 100, `${at}: ${await status(at)}`);
        await sleep(100);
      }
    }
  }
  async function said(at: Node, node: Node): Promise<boolean> {
    const text = await status(at);
    const own = at === node ? /^own ACD primary .*serving/m : /^rival \S+ ACD primary serving/m;
    return own.test(text) && text.includes(`server ${node} ACD up`);
  }

  it("come with an up that cuts no session, and go with one", async () => {
    const held = writers(true);
    for (const each of [...held]) await each.first(pair.address(primary), 0, Date.now() + 10_000);
    await pair.stack.set({ guard: "true" });
    await pair.stack.mustUp();
    await inUse(primary);
    // To be stopped in the middle of a row is a failure as well.
    const seen = held.map(({ sessions, failures }) => [sessions, failures.length]);
    await Promise.all(held.map((writer) => writer.stop()));
    assert.deepEqual(seen, [
      [1, 0],
      [1, 0],
    ]);
  });

  const faults: [string, string, string][] = [
    ["nothing happens to it", "true", "true"],
    ["it is killed", kill, "true"],
    ["it hangs", stopPostgres, continuePostgres],
  ];
  for (const [name, strike, end] of faults) {
    it(`the standby is promoted, and to the old primary ${name}`, async () => {
      const successor = otherThan(primary);
      const psql = await Psql.open(pair.container(successor));
      const all = [...writers(true), ...writers(false)];
      for (const each of all) await each.first(pair.address(primary), 0, Date.now() + 10_000);
      await pair.on(primary).run(strike);
      const promoted = await psql.promote();
      const firsts = await Promise.all(
        all.map((each) => each.first(pair.address(successor), 0, promoted + 10_000)),
      );
      await sleep(1000);
      await Promise.all(all.map((each) => each.stop()));
      psql.end();
      const times = firsts.map(({ acked }) => acked - promoted);
      console.log(`${name}: ${times.join(", ")} ms until the first row`);
      const begun = Math.min(...firsts.map(({ taken }) => taken));
      const late = all.flatMap(({ acks }) =>
        acks.filter(({ server, taken }) => server === pair.address(primary) && taken > begun + 5),
      );
      await pair.on(primary).run(`${end}; ${clear}`);
      await pair.rejoin(primary);
      primary = successor;
      await pair.settled(primary);
      await inUse(primary);
      assert.ok(Math.max(...times) < 2000, times.join(", "));
      assert.deepEqual(late, [], "no row went to the old primary once the new one had taken one");
    });
  }

  it("goes without a trace when it is no longer wanted", async () => {
    await pair.stack.set({ guard: "false" });
    await pair.stack.mustUp();
    for (const node of nodes) {
      const left =
        "ls -d /usr/local/lib/n2acd-ha-guard /etc/n2acd-ha /var/lib/n2acd-ha/guard 2>/dev/null; getent passwd n2acd-guard";
      assert.equal((await pair.on(node).exec(left)).stdout, "");
      assert.doesNotMatch(await pair.on(node).run("cat /etc/haproxy/haproxy.cfg"), /agent-check/);
    }
  });
});
