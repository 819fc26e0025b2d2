// A guard that is stopped leaves no server of its node out of use that it only doubted.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { type Guard, startGuards } from "../../../support/agent/guard.ts";
import { Postgres } from "../../../support/agent/postgres.ts";
import { until } from "../../../support/agent/until.ts";

describe("a guard that leaves", () => {
  let primary: Postgres, standby: Postgres, one: Guard, two: Guard;

  before(async () => {
    primary = await Postgres.primary();
    standby = await Postgres.standbyOf(primary);
    [one, two] = await startGuards([primary, standby], 31, { leaseMs: 10_000 });
  });
  after(async () => {
    await Promise.all([one.stop(), two.stop()]);
    await Promise.all([primary.remove(), standby.remove()]);
  });

  test("says up of a standby that it had kept out beside a silent rival", async () => {
    await until("in use", 5, async () => / serving /.test(await one.status()));
    assert.equal(await two.verdict("sms-02"), "up");
    await one.stop();
    await until("in doubt", 2, async () => (await two.verdict("sms-02")).startsWith("down"));
    two.signal("SIGTERM");
    const said: string[] = [];
    for (;;) {
      const answer = await two.verdict("sms-02").catch(() => "gone");
      said.push(answer);
      if (answer === "gone" || answer === "") break;
    }
    assert.equal(said.filter((answer) => answer !== "gone" && answer !== "").at(-1), "up", said.join(", "));
  });
});
