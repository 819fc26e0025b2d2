// What makes a finding of the paths that a failover needs: each time one thing of what the hosts of a healthy cluster met is
// another.
import assert from "node:assert/strict";
import { test } from "node:test";
import { statusOf } from "../../../../tools/status/report/report.ts";
import type { Status } from "../../../../tools/status/schema.ts";
import { type Change, recordedWith, row, says } from "../../../support/status/recorded.ts";

const at = new Date("2026-11-25T22:45:02Z");

function statusWith(...changes: readonly Change[]): Status {
  return statusOf("prod", recordedWith(...changes), at);
}

const cases: Record<string, readonly [kind: string, level: Status["level"], ...changes: Change[]]> = {
  "an agent that another node cannot ask": [
    "agent-path-cut",
    "degraded",
    ["sms-01", says("agent", "sms-02", "503\tService Unavailable"), "\tNo route to host"],
  ],
  "an agent that answers neither as a primary nor as a standby": [
    "agent-path-cut",
    "degraded",
    ["sms-01", says("agent", "sms-02", "503"), "404"],
  ],
  "a PostgreSQL that another node cannot log in to": [
    "postgresql-path-cut",
    "degraded",
    [
      "sms-01",
      says("postgresql", "sms-02", "t"),
      '\tconnection to server at "10.0.0.12", port 5432 failed: Connection refused',
    ],
  ],
  "a password that a standby does not know": [
    "postgresql-path-cut",
    "degraded",
    ["sms-02", says("postgresql", "sms-02", "t"), '\tFATAL:  password authentication failed for user "x"'],
  ],
  "a Jarvis that a front end does not reach, which its HAProxy does not know yet": [
    "jarvis-path-cut",
    "degraded",
    ["fe-01", says("jarvis", "sms-02", "200\tOK"), "\tOperation timed out after 4001 milliseconds"],
  ],
  "a Jarvis that fails": ["jarvis-path-cut", "degraded", ["fe-02", says("jarvis", "sms-01", "200"), "500"]],
  "a pg_hba.conf written anew, and not read yet": [
    "hba-lines-gone",
    "degraded",
    ["sms-02", "hba_block\tthere", "hba_block\tgone"],
    ["sms-02", "hba_read\ttrue", "hba_read\tfalse"],
  ],
  "a pg_hba.conf without our lines that admits the role all the same": [
    "hba-lines-gone",
    "ok",
    ["sms-02", "hba_block\tthere", "hba_block\tgone"],
    ["sms-02", "hba_lines\tyes", "hba_lines\tno"],
  ],
};

for (const [what, [kind, level, ...changes]] of Object.entries(cases)) {
  test(`${what}: ${kind}, ${level}`, () => {
    const status = statusWith(...changes);
    assert.deepEqual(
      status.findings.map((finding) => finding.kind),
      [kind],
    );
    assert.equal(status.level, level);
  });
}

const refused = `\tconnection to server at "10.0.0.12", port 5432 failed: FATAL:  no pg_hba.conf entry for host "10.0.0.11", user "health_check_user", database "postgres", no encryption`;

test("a login that is refused is named with both ends, the reason, and what would come of it", () => {
  const [found] = statusWith(["sms-01", says("postgresql", "sms-02", "t"), refused]).findings;
  assert.equal(
    found?.text,
    'ACD: sms-01 cannot log in to PostgreSQL of sms-02 (172.30.211.12:5432) as health_check_user: no pg_hba.conf entry for host "10.0.0.11", user "health_check_user", database "postgres", no encryption, so a failover to sms-02 would fail for clients of sms-01',
  );
  assert.match(found.todo ?? "", /make drift REPAIR=1, then pulumi up/);
  assert.deepEqual(found.nodes, ["sms-01", "sms-02"]);
});

test("a pg_hba.conf that Patroni owns is one finding, which says where the lines belong", () => {
  const { findings, level } = statusWith(
    ["sms-01", says("postgresql", "sms-02", "t"), refused],
    ["sms-02", says("postgresql", "sms-02", "t"), refused.replace("0.0.11", "0.0.12")],
    ["sms-02", "hba_block\tthere", "hba_block\tgone"],
    ["sms-02", "hba_lines\tyes", "hba_lines\tno"],
    ["sms-02", "hba_owner\t", "hba_owner\tPatroni"],
  );
  assert.equal(level, "degraded");
  assert.deepEqual(
    findings.map(({ kind }) => kind),
    ["hba-lines-gone"],
  );
  assert.match(
    findings[0]?.text ?? "",
    /no longer has the lines of n2acd-ha: Patroni writes it anew, and sms-01 and sms-02 cannot log in there$/,
  );
  assert.match(findings[0]?.todo ?? "", /postgresql\.pg_hba: docs\/patroni\.md/);
});

test("lines that stand in Patroni's own configuration are as good as ours", () => {
  const { findings } = statusWith(
    ["sms-02", "hba_block\tthere", "hba_block\tgone"],
    ["sms-02", "hba_owner\t", "hba_owner\tPatroni"],
  );
  assert.deepEqual(findings, []);
});

test("what another finding says already is not said again, and nodes with the same reason are one finding", () => {
  const down = '\tconnection to server at "x", port 5432 failed: Connection refused';
  const { findings } = statusWith(
    ["sms-01", says("postgresql", "sms-02", "t"), down],
    ["sms-02", /database\tACD\trole\t.*/, "database\tACD\terror\tgone"],
    ["fe-01", row("sms-02", "jarvis"), "DOWN"],
    ["fe-01", says("jarvis", "sms-02", "200\tOK"), "\tConnection timed out after 4001 milliseconds"],
    ["sms-01", says("agent", "sms-02", "503.*"), "\tConnection refused"],
    ["sms-02", says("agent", "sms-02", "503.*"), "\tConnection refused"],
  );
  const paths = findings.filter(({ kind }) => kind.endsWith("-path-cut"));
  assert.deepEqual(
    paths.map(({ kind, nodes }) => [kind, ...nodes]),
    [["agent-path-cut", "sms-01", "sms-02"]],
  );
  assert.match(
    paths[0]?.text ?? "",
    /^ACD: sms-01 and sms-02 cannot ask the agent of sms-02 .*: the port refuses/,
  );
});

test("nothing is asked of the paths of a node that the stack has taken out of service", () => {
  const looked = recordedWith(
    ["sms-01", says("agent", "sms-02", "503.*"), "\tConnection refused"],
    ["sms-02", says("agent", "sms-01", "200.*"), "\tConnection refused"],
  ).map((each) => ({ ...each, question: { ...each.question, drained: ["sms-02"] } }));
  assert.equal(statusOf("prod", looked, at).level, "ok");
});
