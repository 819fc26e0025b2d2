// What makes a finding: each time one thing of what the hosts of a healthy cluster said is another.
import assert from "node:assert/strict";
import { test } from "node:test";
import { statusOf } from "../../../../tools/status/report/report.ts";
import type { Status } from "../../../../tools/status/schema.ts";
import { type Change, recorded, recordedWith, row, says } from "../../../support/status/recorded.ts";

const at = new Date("2026-11-25T22:45:02Z");

function statusWith(...changes: readonly Change[]): Status {
  return statusOf("prod", recordedWith(...changes), at);
}

const cases: Record<string, readonly [kind: string, level: Status["level"], ...changes: Change[]]> = {
  "the primary takes no writes": ["read-only", "critical", ["sms-01", "read_only\toff", "read_only\ton"]],
  "a primary without a standby": ["no-standby", "degraded", ["sms-01", "standbys\t1", "standbys\t0"]],
  "a standby without its primary": [
    "not-streaming",
    "degraded",
    ["sms-02", "receiver\tstreaming", "receiver\twaiting"],
  ],
  "a standby on an old timeline": ["old-timeline", "degraded", ["sms-01", "timeline\t1", "timeline\t2"]],
  "a standby that is behind": ["behind", "degraded", ["sms-02", "lag_seconds\t0", "lag_seconds\t75.5"]],
  "a standby of another cluster": ["another-system", "critical", ["sms-02", /system\t\d+/, "system\t1"]],
  "a PostgreSQL that is down": [
    "database-down",
    "degraded",
    ["sms-02", /database\tACD\trole\t/, "database\tACD\terror\tit is gone\ndatabase\tACD\twas\t"],
  ],
  "an agent that says primary on a standby": [
    "agent-wrong",
    "critical",
    ["sms-02", says("agent", "sms-02", "503"), "200"],
  ],
  "a primary that its agent holds back": [
    "held-back",
    "critical",
    ["sms-01", says("agent", "sms-01", "200\tOK"), "503\tprimary, held back: sms-02 is a primary as well"],
  ],
  "HAProxies that disagree": [
    "proxies-disagree",
    "critical",
    ["sms-02", row("sms-01"), "DOWN"],
    ["sms-02", row("sms-02"), "UP"],
  ],
  "two servers up everywhere": [
    "several-up",
    "critical",
    ["sms-01", row("sms-02"), "UP"],
    ["sms-02", row("sms-02"), "UP"],
  ],
  "no server up": [
    "failover",
    "critical",
    ["sms-01", row("sms-01"), "DOWN"],
    ["sms-02", row("sms-01"), "DOWN"],
  ],
  "a database that was added, or renamed, by a run that failed": [
    "not-offered",
    "critical",
    ["sms-01", /Postgres-ACD,/g, "Postgres-OLD,"],
    ["sms-02", /Postgres-ACD,/g, "Postgres-OLD,"],
  ],
  "two primaries": ["two-primaries", "critical", ["sms-02", "role\tstandby", "role\tprimary"]],
  "a client that is refused": [
    "client-refused",
    "critical",
    ["sms-02", /through\tPostgres-ACD\tf\t.*/, "through\tPostgres-ACD\t\t\tclosed"],
  ],
  "a client on a standby": [
    "client-misled",
    "critical",
    ["sms-02", /through\tPostgres-ACD\tf\t/, "through\tPostgres-ACD\tt\t"],
  ],
  "a front end whose requests fail": [
    "jarvis-fails",
    "critical",
    ["fe-01", /request\tjarvis\t\d+/, "request\tjarvis\t503"],
  ],
  "an Apache that is gone": [
    "apache-fails",
    "critical",
    ["fe-02", /request\tapache\t\d+/, "request\tapache\t000"],
  ],
  "a certificate that ends": [
    "certificate-ends",
    "degraded",
    ["fe-01", /^request\tapache/m, "certificate\thttps\tportal.example.net\t13\t2026-12-08\nrequest\tapache"],
  ],
  "a certificate that has ended": [
    "certificate-ended",
    "critical",
    [
      "fe-01",
      /^request\tapache/m,
      "certificate\thttps\tb.example\t300\t2027-09-20\ncertificate\thttps\tnone.n2acd-ha.invalid\t-1\t2026-11-24\nrequest\tapache",
    ],
  ],
  "a certificate of HAProxy's own pages that ends": [
    "certificate-ends",
    "degraded",
    ["sms-01", /^through/m, "certificate\tpage\t/etc/page.pem\t3\t2026-11-28\nthrough"],
  ],
  "a certificate of an SMS node that ends": [
    "certificate-ends",
    "degraded",
    ["fe-01", /^request\tapache/m, "certificate\tjarvis\tsms-01\t3\t2026-11-28\nrequest\tapache"],
  ],
  "a CA that has ended": [
    "certificate-ended",
    "critical",
    ["fe-01", /^request\tapache/m, "certificate\tjarvis-ca\t/etc/ca.pem\t-1\t2026-11-24\nrequest\tapache"],
  ],
  "a certificate that comes without that of its issuer": [
    "certificate-incomplete",
    "ok",
    [
      "fe-01",
      /^request\tapache/m,
      "certificate\thttps\tb.example\t300\t2027-09-20\tCN = Middle\nrequest\tapache",
    ],
  ],
  "an SMS node that a front end does not use": [
    "jarvis-server-down",
    "degraded",
    ["fe-01", row("sms-02", "jarvis"), "DOWN"],
  ],
  "HAProxy stopped": [
    "service-down",
    "critical",
    ["sms-01", "service\thaproxy\tloaded\tactive", "service\thaproxy\tloaded\tfailed"],
  ],
  "an agent stopped": [
    "service-down",
    "degraded",
    ["sms-02", /service\tpgsqlchk\tloaded\tactive/, "service\tpgsqlchk\tloaded\tinactive"],
  ],
  "a service that a boot would not start": [
    "service-disabled",
    "degraded",
    ["fe-01", /service\thaproxy\tloaded\tactive\tenabled/, "service\thaproxy\tloaded\tactive\tdisabled"],
  ],
  "HAProxy silent": ["proxy-silent", "critical", ["fe-01", /info\tPid\t.*/, "info\tNo\t1"]],
  "a file changed by hand": ["config-changed", "degraded", ["fe-02", /config\t[0-9a-f]{4}/, "config\t0000"]],
  "a file not loaded": ["config-not-loaded", "degraded", ["fe-02", /(config\t\w+\t)[0-9a-f]{4}/, "$10000"]],
  "sessions near their limit": [
    "sessions-near-limit",
    "degraded",
    ["fe-01", /info\tCurrConns\t\d+/, "info\tCurrConns\t100000"],
  ],
  "clients who wait for a connection": [
    "clients-wait",
    "degraded",
    ["sms-01", /stat\tPostgres-ACD,BACKEND,0,/, "stat\tPostgres-ACD,BACKEND,7,"],
  ],
  "a worker that was replaced": [
    "workers-replaced",
    "ok",
    ["sms-01", /^host\t/m, "replaced\t4711\t120\t3\nhost\t"],
  ],
  "a part that could not be read": ["unread", "degraded", ["sms-01", /^host\t/m, "trouble\tproxy\nhost\t"]],
};

for (const [what, [kind, level, ...changes]] of Object.entries(cases)) {
  test(`${what}: ${kind}, ${level}`, () => {
    const status = statusWith(...changes);
    const kinds = status.findings.map((finding) => finding.kind);
    assert.ok(kinds.includes(kind), kinds.join(", "));
    assert.equal(status.level, level);
    // Whoever reads it at night is told what to do, not only what is.
    const alone = status.findings.filter(({ severity, todo }) => severity !== "note" && todo === null);
    assert.deepEqual(
      alone.map(({ kind, text }) => `${kind}: ${text}`),
      [],
    );
  });
}

test("a server whose checks are suspended while an agent changes is in use", () => {
  const held = (node: string): Change => [
    node,
    /^(stat\tPostgres-ACD,sms-01,.*?,)UP(,.*?,)L7OK,200,/m,
    "$1no check$2,,",
  ];
  const { level, databases } = statusWith(held("sms-01"), held("sms-02"));
  assert.equal(level, "ok");
  assert.equal(databases[0]?.primary, "sms-01");
  assert.equal(statusWith(held("sms-02")).level, "ok");
});

test("a node that the stack takes out of service is shown, and no alarm", () => {
  const looked = recorded("healthy").map((each) => ({
    ...each,
    question: { ...each.question, drained: ["sms-02"] },
  }));
  const { level, findings } = statusOf("prod", looked, at);
  assert.equal(level, "ok");
  assert.deepEqual(
    findings.map(({ kind, nodes }) => [kind, ...nodes]),
    [["drained", "sms-02"]],
  );
});

test("where no host can be read nothing is known", () => {
  const looked = recorded("healthy").map(({ question }) => ({
    question,
    answer: undefined,
    trouble: "no route",
  }));
  const { level, headline } = statusOf("prod", looked, at);
  assert.equal(level, "unknown");
  assert.equal(headline, "No host could be read");
});

test("a failover's time is the timeline's", () => {
  const { databases } = statusWith(
    ["sms-01", "timeline\t1", "timeline\t2\ndatabase\tACD\tpromoted\t321"],
    ["sms-02", "timeline\t1", "timeline\t2"],
  );
  assert.equal(databases[0]?.lastFailover, 321);
});
