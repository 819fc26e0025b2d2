// Three nodes, two standbys, and the wrong one is promoted first: at no time are two in use, and the right one is in the end.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { type Guard, startGuards } from "../../../support/agent/guard.ts";
import { Postgres } from "../../../support/agent/postgres.ts";
import { during, until } from "../../../support/agent/until.ts";

const names = ["sms-01", "sms-02", "sms-03"] as const;

describe("three nodes", () => {
  const servers: Postgres[] = [];
  const guards: Guard[] = [];

  before(async () => {
    const primary = await Postgres.primary();
    servers.push(primary, await Postgres.standbyOf(primary), await Postgres.standbyOf(primary));
    guards.push(...(await startGuards(servers, 40)));
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
