// What a rehearsal says of recorded hosts, and of what one thing that is another makes of it.
import { Ajv } from "ajv";
import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { rehearsalOf } from "../../../../tools/rehearsal/rehearsal.ts";
import { Rehearsal } from "../../../../tools/rehearsal/schema.ts";
import { table } from "../../../../tools/rehearsal/table.ts";
import { rehearsalSchema } from "../../../../tools/schema/rehearsalSchema.ts";
import type { Looked } from "../../../../tools/status/look.ts";
import { exitStatus } from "../../../../tools/outcome.ts";
import { statusOf } from "../../../../tools/status/report/report.ts";
import { type Change, recorded, recordedWith, row, says, states } from "../../../support/status/recorded.ts";

const root = join(import.meta.dirname, "../../../..");
const at = new Date("2026-11-25T22:45:02Z");
const plain = { width: 80, paint: (_: string, text: string) => text };
const of = (looked: readonly Looked[]): Rehearsal => rehearsalOf(statusOf("prod", looked, at));
const lines = ({ databases, others }: Rehearsal): string[] =>
  [...databases.flatMap(({ standbys }) => standbys.flatMap(({ reasons }) => reasons)), ...others].map(
    ({ from, to, port, text }) =>
      `${from.join(",")}${to === null ? "" : `>${to}`}${port === null ? "" : `:${port}`} ${text}`,
  );

const exits = { healthy: 0, lost: 2, failover: 2, "two-primaries": 2 } as const;
for (const state of states) {
  test(`${state}: exit status, and the table on 80 columns`, () => {
    const rehearsal = of(recorded(state));
    assert.equal(exitStatus[rehearsal.level], exits[state], rehearsal.headline);
    const text = `${table(rehearsal, plain).join("\n")}\n`;
    for (const line of text.split("\n")) assert.ok(line.length <= 80, line);
    const golden = join(import.meta.dirname, "golden", `${state}.txt`);
    if (process.env["UPDATE_GOLDEN"] === "1") writeFileSync(golden, text);
    assert.equal(text, readFileSync(golden, "utf8"));
  });

  test(`${state}: the JSON is as its schema says`, () => {
    const printed: unknown = JSON.parse(JSON.stringify(of(recorded(state))));
    Rehearsal.parse(printed);
    const validate = new Ajv({ strict: false, validateFormats: false }).compile(rehearsalSchema());
    assert.ok(validate(printed), JSON.stringify(validate.errors));
  });
}

test("docs/rehearsal.schema.json is as generated; node tools/schema.ts writes it anew", () => {
  const written: unknown = JSON.parse(readFileSync(join(root, "docs/rehearsal.schema.json"), "utf8"));
  assert.deepEqual(written, JSON.parse(JSON.stringify(rehearsalSchema())));
});

const cases: Record<string, readonly [exit: number, line: RegExp, ...changes: Change[]]> = {
  "a standby whose agent another node cannot ask": [
    2,
    /^sms-01>sms-02:25432 cannot ask the agent of sms-02 .*: no way there: a firewall rejects/,
    ["sms-01", says("agent", "sms-02", "503\tService Unavailable"), "\tNo route to host"],
  ],
  "a standby that another node cannot log in to": [
    2,
    /^sms-01>sms-02:5432 cannot log in to PostgreSQL of sms-02 .*: nothing answers in time/,
    ["sms-01", says("postgresql", "sms-02", "t"), "\ttimeout expired"],
  ],
  "a standby whose own agent cannot log in": [
    2,
    /^sms-02>sms-02:5432 cannot log in .*127\.0\.0\.1:5432.*: role "x" does not exist/,
    [
      "sms-02",
      /^path\tpostgresql\tPostgres-ACD\tsms-02\t127.0.0.1\tt/m,
      'path\tpostgresql\tPostgres-ACD\tsms-02\t127.0.0.1\t\tFATAL:  role "x" does not exist',
    ],
  ],
  "a front end that does not reach its Jarvis": [
    2,
    /^fe-02>sms-02:80 cannot reach Jarvis of sms-02 .*: it answers 502 to OPTIONS \/, and not 200/,
    ["fe-02", says("jarvis", "sms-02", "200"), "502"],
  ],
  "an agent that says primary for a standby": [
    2,
    /^sms-01>sms-02:25432 the agent says primary at 172\.30\.211\.12, and sms-02 is a standby/,
    ["sms-01", says("agent", "sms-02", "503"), "200"],
  ],
  "an address at which another machine answers": [
    2,
    /^sms-01>sms-02:5432 a primary answers at 172\.30\.211\.12, and sms-02 is a standby/,
    ["sms-01", says("postgresql", "sms-02", "t"), "f"],
  ],
  "a standby that does not stream": [
    2,
    /^sms-02 .* is not connected/,
    ["sms-02", "receiver\tstreaming", "receiver\twaiting"],
  ],
  "a standby that is far behind": [
    2,
    /^sms-02 sms-02 is 90 s behind/,
    ["sms-02", "lag_seconds\t0", "lag_seconds\t90"],
  ],
  "a standby on an old timeline": [2, /^sms-02 .* timeline 1/, ["sms-01", "timeline\t1", "timeline\t2"]],
  "a standby of another cluster": [2, /^sms-02 .*another cluster/, ["sms-02", /system\t\d+/, "system\t1"]],
  "a standby whose PostgreSQL is down": [
    2,
    /^sms-02 PostgreSQL on sms-02 does not answer/,
    ["sms-02", /database\tACD\trole\t.*/, "database\tACD\terror\tgone"],
  ],
  "a HAProxy that does not run": [
    2,
    /^sms-01>sms-02 HAProxy does not answer/,
    ["sms-01", /info\tPid\t.*/, "info\tNo\t1"],
  ],
  "a HAProxy in which somebody has taken the standby out": [
    2,
    /^sms-01>sms-02 HAProxy has it out of service in Postgres-ACD \(MAINT\)/,
    ["sms-01", row("sms-02"), "MAINT"],
  ],
  "a HAProxy that does not know the standby": [
    2,
    /^sms-01>sms-02 HAProxy does not check it/,
    ["sms-01", /^stat\tPostgres-ACD,sms-02,/m, "stat\tPostgres-ACD,sms-09,"],
  ],
  "a front end's HAProxy that has Jarvis down": [
    2,
    /^fe-01>sms-02 HAProxy does not see it/,
    ["fe-01", row("sms-02", "jarvis"), "DOWN"],
  ],
  "a primary that the other node cannot ask": [
    1,
    /^sms-02>sms-01:25432 cannot ask the agent of sms-01/,
    ["sms-02", says("agent", "sms-01", "200\tOK"), "\tConnection refused"],
  ],
  "a front end that does not reach the primary's Jarvis": [
    1,
    /^fe-01>sms-01:80 cannot reach Jarvis/,
    ["fe-01", says("jarvis", "sms-01", "200\tOK"), "\tConnection refused"],
  ],
};

for (const [what, [exit, line, ...changes]] of Object.entries(cases)) {
  test(`${what}: exit status ${exit}`, () => {
    const rehearsal = of(recordedWith(...changes));
    assert.ok(
      lines(rehearsal).some((each) => line.test(each)),
      lines(rehearsal).join("\n"),
    );
    assert.equal(exitStatus[rehearsal.level], exit, rehearsal.headline);
    assert.equal(rehearsal.databases[0]?.standbys[0]?.ready, exit !== 2);
  });
}

const without = (node: string, looked = recorded("healthy")): Looked[] =>
  looked.map((each) =>
    each.question.node === node ? { ...each, answer: undefined, trouble: "no route" } : each,
  );

test("with a node that cannot be read nothing is known of what its clients would meet", () => {
  const rehearsal = of(without("sms-01"));
  assert.equal(exitStatus[rehearsal.level], 3);
  assert.equal(rehearsal.databases[0]?.standbys.find(({ node }) => node === "sms-02")?.ready, null);
});

test("a node that nobody reaches any more has no clients to ask for", () => {
  const silent = "\tNo route to host";
  const looked = recordedWith(
    ["sms-02", says("agent", "sms-01", "200\tOK"), silent],
    ["sms-02", says("postgresql", "sms-01", "f\t"), silent],
    ["fe-01", says("jarvis", "sms-01", "200\tOK"), silent],
    ["fe-02", says("jarvis", "sms-01", "200\tOK"), silent],
  );
  const rehearsal = of(without("sms-01", looked));
  assert.deepEqual(rehearsal.databases[0]?.standbys, [{ node: "sms-02", ready: true, reasons: [] }]);
  assert.equal(exitStatus[rehearsal.level], 1);
});

test("a front end that cannot be read is told, and hides no standby", () => {
  const rehearsal = of(without("fe-01"));
  assert.equal(exitStatus[rehearsal.level], 1);
  assert.equal(rehearsal.databases[0]?.standbys[0]?.ready, true);
  assert.match(rehearsal.others[0]?.text ?? "", /cannot be read: no route/);
});

test("where no host can be read nothing is known", () => {
  const looked = recorded("healthy").map(({ question }) => ({
    question,
    answer: undefined,
    trouble: "no route",
  }));
  assert.equal(exitStatus[of(looked).level], 3);
  assert.equal(exitStatus[of([]).level], 3);
});

test("a standby that the stack has taken out of service would not do, and nothing else is said of it", () => {
  const looked = recordedWith(["sms-01", says("agent", "sms-02", "503.*"), "\tConnection refused"]).map(
    (each) => ({
      ...each,
      question: { ...each.question, drained: ["sms-02"] },
    }),
  );
  const rehearsal = of(looked);
  assert.equal(exitStatus[rehearsal.level], 2);
  assert.deepEqual(lines(rehearsal), ["sms-02 it is drained in the stack file"]);
});

test("one good standby of two is a warning, and the other one is named", () => {
  const looked = recorded("healthy");
  const standby = looked.find(({ question }) => question.node === "sms-02");
  assert.ok(standby !== undefined);
  const another: Looked = {
    ...standby,
    question: { ...standby.question, node: "sms-03", address: "172.30.211.13", paths: [] },
  };
  const rehearsal = of([...looked, another]);
  // No HAProxy knows it, so it would not do.
  assert.equal(exitStatus[rehearsal.level], 1);
  assert.deepEqual(
    rehearsal.databases[0]?.standbys.map(({ node, ready }) => [node, ready]),
    [
      ["sms-02", true],
      ["sms-03", false],
    ],
  );
  assert.equal(rehearsal.headline, "A failover would not work to sms-03 (ACD)");
});

test("front ends in a stack of their own have paths, and no database", () => {
  const fronts = (looked: Looked[]): Looked[] => looked.filter(({ question }) => question.kind === "fe");
  assert.equal(exitStatus[of(fronts(recorded("healthy"))).level], 0);
  const cut = of(
    fronts(recordedWith(["fe-01", says("jarvis", "sms-02", "200\tOK"), "\tConnection refused"])),
  );
  assert.equal(exitStatus[cut.level], 1);
  assert.match(lines(cut)[0] ?? "", /^fe-01>sms-02:80 cannot reach Jarvis of sms-02/);
});
