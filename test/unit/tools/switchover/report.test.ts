// How a switchover is told: to a person, to a program, and while it goes on.
import { Ajv } from "ajv";
import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { switchoverSchema } from "../../../../tools/schema/switchoverSchema.ts";
import { Log } from "../../../../tools/switchover/log.ts";
import { membersIn } from "../../../../tools/switchover/patroni.ts";
import { statusAfter } from "../../../../tools/switchover/proof.ts";
import { scriptOf } from "../../../../tools/switchover/run.ts";
import { Report } from "../../../../tools/switchover/schema.ts";
import { table } from "../../../../tools/switchover/table.ts";
import { statusOf } from "../../../../tools/status/report/report.ts";
import { runProgram } from "../../../../lib/program.ts";
import { toolkit } from "../../../support/steps/steps.ts";
import { recorded } from "../../../support/status/recorded.ts";

const report: Report = {
  version: 1,
  stack: "prod",
  at: "2026-11-29T10:00:00.000Z",
  database: "ACD",
  from: "sms-01",
  to: "sms-02",
  manager: "none",
  checked: false,
  level: "ok",
  headline: "sms-02 is the primary, and sms-01 is its standby",
  problems: [],
  stages: [{ text: "sms-02 is promoted", seconds: 3.2 }],
  outage: {
    seconds: 0.84,
    measured: "clients",
    nodes: [
      { node: "sms-01", seconds: 0.84 },
      { node: "sms-02", seconds: 0.8 },
    ],
  },
};
const shown = (change: Partial<Report>): string =>
  table({ ...report, ...change }, { width: 80, paint: (_, text) => text }).join("\n");

test("for a person: how it ended, and for how long nobody could write", () => {
  assert.match(
    shown({}),
    /^✔ sms-02 is the primary, and sms-01 is its standby\n {2}Nobody could write for 0\.8 s/,
  );
  assert.doesNotMatch(shown({ outage: null }), /Nobody/);
  assert.match(
    shown({ level: "critical", problems: [{ text: "the replay is paused", todo: "resume it" }] }),
    /^✖ [^]*• the replay is paused\n.*→ resume it/,
  );
  const stages = shown({ outage: { seconds: 2, measured: "stages", nodes: [] } });
  assert.match(stages.replace(/\s+/g, " "), /from the stop to the promotion; how long HAProxy took besides/);
});

test("for a program: as the schema says, which is docs/switchover.schema.json", () => {
  const validate = new Ajv({ strict: false, validateFormats: false }).compile(switchoverSchema());
  assert.ok(validate(report), JSON.stringify(validate.errors));
  Report.parse(report);
  const written: unknown = JSON.parse(
    readFileSync(join(import.meta.dirname, "../../../../docs/switchover.schema.json"), "utf8"),
  );
  assert.deepEqual(written, JSON.parse(JSON.stringify(switchoverSchema())));
});

test("as it goes on: what begins, and what is proven", () => {
  const lines: string[] = [];
  const log = new Log((line) => void lines.push(line));
  log.begin("stops sms-01");
  log.done("sms-01 is down");
  assert.match(lines.join("\n"), /^… stops sms-01\n✔ sms-01 is down \(0\.\d s\)$/);
  assert.deepEqual(
    log.stages.map(({ text }) => text),
    ["sms-01 is down"],
  );
});

test("a script that is cut on its way to a host does nothing", async () => {
  const script = scriptOf(["echo begun", "echo ended"]);
  const last = script.lastIndexOf("{ echo");
  const root = mkdtempSync(join(tmpdir(), "n2acd-script-"));
  mkdirSync(join(root, "var/lib/n2acd-ha"), { recursive: true });
  symlinkSync(toolkit, join(root, "var/lib/n2acd-ha/toolkit"));
  const said = (text: string) =>
    runProgram(["sh", "-s"], { input: text, env: { ...process.env, N2ACD_ROOT: root } });
  assert.match((await said(script)).stdout, /begun\nended\nend\n/);
  for (let length = last; length < script.length - 2; length++)
    assert.equal((await said(script.slice(0, length))).stdout, "", script.slice(last, length));
  rmSync(root, { recursive: true });
});

test("at the end the status has to say nothing new, and to name the new primary", async () => {
  const healthy = statusOf("prod", recorded("healthy"), new Date());
  const look = () => Promise.resolve(healthy);
  assert.deepEqual((await statusAfter(look, undefined, "ACD", "sms-01", 0)).left, []);
  assert.match(
    (await statusAfter(look, undefined, "ACD", "sms-02", 0)).left[0]?.text ?? "",
    /not every HAProxy .* they go to sms-01/,
  );
  const lost = statusOf("prod", recorded("lost"), new Date());
  const before = await statusAfter(() => Promise.resolve(lost), lost, "ACD", "sms-01", 0);
  assert.ok(before.left.length < lost.findings.length, "what was so before is not told again");
});

test("Patroni's list of members, with whatever it says around it", () => {
  const list =
    '[{"Cluster": "acd", "Member": "a", "Host": "10.0.0.1", "Role": "Leader", "State": "running", "TL": 1}]';
  assert.equal(membersIn(`WARNING: x ${list}`)?.[0]?.Member, "a");
  assert.equal(membersIn("no list"), undefined);
  assert.equal(membersIn("[1]"), undefined);
});
