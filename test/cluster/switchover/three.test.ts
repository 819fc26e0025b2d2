// With a second standby, and replication slots: all follow the new primary, and no slot of before keeps WAL for ever.
import assert from "node:assert/strict";
import { after, before, it } from "node:test";
import { runProgram } from "../../../lib/program.ts";
import type { Report } from "../../../tools/switchover/schema.ts";
import { Pair } from "./pair.ts";

let pair: Pair;
before(async () => {
  pair = await Pair.make(true);
  for (const [server, slot] of [
    [pair.servers["sms-02"], "for_sms_02"],
    [pair.third, "for_sms_03"],
  ] as const) {
    await pair.servers["sms-01"].sql(`SELECT pg_create_physical_replication_slot('${slot}')`);
    await server?.sql(`ALTER SYSTEM SET primary_slot_name = '${slot}'`);
    await server?.sql("SELECT pg_reload_conf()");
  }
});
after(() => pair.remove());

const slots = "SELECT slot_name, active FROM pg_replication_slots ORDER BY 1";

for (const [to, from] of [
  ["sms-02", "sms-01"],
  ["sms-01", "sms-02"],
] as const)
  it(`all follow ${to}`, async () => {
    for (let n = 0; n < 100 && (await pair.servers[from].sql(slots)) !== "for_sms_02|t\nfor_sms_03|t"; n++)
      await new Promise((resolve) => setTimeout(resolve, 100));
    const { argv, env } = pair.command(to);
    const { stdout, stderr, status } = await runProgram(argv, { env });
    assert.equal(status, 0, stdout + stderr);
    assert.match((JSON.parse(stdout) as Report).stages.at(-2)?.text ?? "", /^sms-0\d and sms-03 stream/);
    assert.deepEqual(await pair.roles(), { [to]: "primary", [from]: "standby" });
    assert.equal(await pair.servers[to].sql(slots), "for_sms_02|t\nfor_sms_03|t");
    assert.equal(await pair.servers[from].sql(slots), "");
    await pair.servers[to].sql("CREATE TABLE IF NOT EXISTS here (n int); INSERT INTO here VALUES (1)");
    const lsn = await pair.servers[to].sql("SELECT pg_current_wal_lsn()");
    for (
      let n = 0;
      n < 50 && (await pair.third?.sql(`SELECT pg_last_wal_replay_lsn() >= '${lsn}'`)) !== "t";
      n++
    )
      await new Promise((resolve) => setTimeout(resolve, 100));
    assert.match((await pair.third?.sql("SELECT count(*) FROM here")) ?? "", /^[1-9]/);
  });
