// Three nodes, two standbys, and the wrong one is promoted first: at no time are two in use, and the right one is in the end.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { Guard } from "../../../support/agent/guard.ts";
import { freePort } from "../../../support/agent/ports.ts";
import { Postgres } from "../../../support/agent/postgres.ts";
import { during, until } from "../../../support/agent/until.ts";

const names = ["sms-01", "sms-02", "sms-03"] as const;

describe("three nodes", () => {
  const servers: Postgres[] = [];
  const guards: Guard[] = [];

  before(async () => {
    const primary = await Postgres.primary();
    servers.push(primary, await Postgres.standbyOf(primary), await Postgres.standbyOf(primary));
    const port = await freePort();
    for (const [index, { port: database }] of servers.entries()) {
      const address = (at: number) => `127.0.2.4${at}`;
      const rivals = names.flatMap((name, at) => (at === index ? [] : [[name, address(at)]]));
      const node = names[index] ?? "";
      guards.push(
        await Guard.start({
          node,
          listen: address(index),
          haproxy: `127.0.3.4${index}`,
          port,
          database,
          rivals: Object.fromEntries(rivals) as Record<string, string>,
        }),
      );
    }
  });
  after(async () => {
    await Promise.all(guards.map((guard) => guard.stop()));
    await Promise.all(servers.map((server) => server.remove()));
  });

  /** The nodes whose guards have their own PostgreSQL in use. */
  async function serving(): Promise<string[]> {
    const said = await Promise.all(guards.map((guard) => guard.status()));
    return names.filter((_, at) => /^own ACD primary .* serving /m.test(said[at] ?? ""));
  }
  /** What each node's HAProxy is told of a node. */
  const verdicts = (node: string): Promise<string[]> =>
    Promise.all(guards.map((guard) => guard.verdict(node)));

  test("the second of two standbys waits until the first, which was promoted by mistake, is down", async () => {
    const [old, wrong, right] = servers;
    assert.ok(old && wrong && right);
    await until("in use", 5, async () => String(await serving()) === "sms-01");
    await old.kill();
    await wrong.promote();
    await until("the wrong one is in use", 5, async () => String(await serving()) === "sms-02");

    await right.promote();
    for (const now of await during(1, serving)) assert.deepEqual(now, ["sms-02"], guards[2]?.log);
    for (const verdict of await verdicts("sms-03")) assert.match(verdict, /^down #sms-0[23] is /);

    await wrong.kill();
    await until("the right one is in use", 5, async () => String(await serving()) === "sms-03");
    assert.deepEqual(await verdicts("sms-03"), ["up", "up", "up"]);
  });
});
