// The paths that a failover needs, read from HAProxy configurations as they were applied.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { renderSms } from "../../../../lib/haproxy/sms.ts";
import { quote } from "../../../../lib/shell.ts";
import type { AppliedHost } from "../../../../tools/hosts/applied.ts";
import { outOfService, pathsOf } from "../../../../tools/status/path.ts";
import { questionFor, scriptFor } from "../../../../tools/status/question.ts";
import { sms } from "../../../support/haproxy/models.ts";

const golden = (name: string): string =>
  readFileSync(join(import.meta.dirname, "../../../support/golden", `${name}.cfg`), "utf8");
const told = (config: string, ...writers: string[]): string[] =>
  pathsOf(config, writers, "checker").map(({ kind, section, to, address, port, check, login }) =>
    [kind, section, to, address, port, ...(check === undefined ? [login] : [check.method, check.path])].join(
      " ",
    ),
  );

test("an SMS node asks every agent, and logs in to every PostgreSQL", () => {
  assert.deepEqual(told(golden("sms"), "Postgres-ACD"), [
    "agent Postgres-ACD sms-01 10.0.0.11 25432 OPTIONS /",
    "postgresql Postgres-ACD sms-01 10.0.0.11 5432 checker",
    "agent Postgres-ACD sms-02 10.0.0.12 25432 OPTIONS /",
    "postgresql Postgres-ACD sms-02 10.0.0.12 5432 checker",
  ]);
});

test("several databases, and IPv6", () => {
  const paths = told(golden("sms-large"), "Postgres-ACD", "Postgres-CDR");
  assert.equal(paths.length, 12);
  assert.ok(paths.includes("agent Postgres-CDR sms-03 fd00::13 25433 OPTIONS /"));
  assert.ok(paths.includes("postgresql Postgres-ACD sms-03 fd00::13 5432 checker"));
});

test("readers have no paths of their own, nor has a section of an operator's", () => {
  assert.equal(told(golden("sms-readers"), "Postgres-ACD").length, 4);
  assert.equal(told(golden("sms-extra"), "Postgres-ACD").length, 4);
});

test("a front end asks Jarvis of every SMS node, with its own check", () => {
  assert.deepEqual(told(golden("fe")), [
    "jarvis jarvis sms-01 10.0.0.11 80 OPTIONS /",
    "jarvis jarvis sms-02 10.0.0.12 80 OPTIONS /",
  ]);
  const other = golden("fe")
    .replace("httpchk OPTIONS /", "httpchk GET /it?a=b")
    .replaceAll(":80 maxconn", ":8080 maxconn");
  assert.deepEqual(told(other)[1], "jarvis jarvis sms-02 10.0.0.12 8080 GET /it?a=b");
  const overTls = pathsOf(golden("fe-jarvis-tls"), [], "checker").map(({ port, check }) => [
    port,
    check?.tls,
  ]);
  assert.deepEqual(overTls, [
    [443, true],
    [443, true],
  ]);
});

test("somebody else's endpoint, with TLS, and an operator's last word on the check", () => {
  const config = renderSms({ ...sms, check: { method: "GET", path: "/primary" } });
  assert.deepEqual(told(config, "Postgres-ACD")[0], "agent Postgres-ACD sms-01 10.0.0.11 25432 GET /primary");
  const tls = config.replace(
    /check port 25432/g,
    "check port 8008 check-ssl verify required ca-file /etc/ca.pem",
  );
  assert.deepEqual(pathsOf(tls, ["Postgres-ACD"], "checker")[0]?.check, {
    method: "GET",
    path: "/primary",
    tls: true,
  });
  const last = config.replace(
    "    http-check expect",
    "    option httpchk HEAD /leader\n    http-check expect",
  );
  assert.deepEqual(told(last, "Postgres-ACD")[0], "agent Postgres-ACD sms-01 10.0.0.11 25432 HEAD /leader");
});

test("a server out of service has no path", () => {
  const config = golden("sms").replace("check port 25432\n", "check port 25432 disabled\n");
  assert.deepEqual(outOfService(config), ["sms-01"]);
  assert.deepEqual(
    pathsOf(config, ["Postgres-ACD"], "checker").map(({ to }) => to),
    ["sms-02", "sms-02"],
  );
});

const host = (...steps: [step: string, words: string[], stdin?: string][]): AppliedHost => ({
  name: "sms-01",
  login: { host: "10.0.0.11", port: 22, user: "root" },
  sudo: false,
  steps: steps.map(([step, words, stdin = ""]) => ({ step, words: words.map(quote).join(" "), stdin })),
});
const database = ["database", ["database=ACD:5432", "role=checker"]] satisfies [string, string[]];
const agent = ["agent", ["kind=bundled", "listen=10.0.0.11", "check=5432:25432"]] satisfies [
  string,
  string[],
];
const haproxy = ["haproxy", ["listen=Postgres-ACD:15432"], golden("sms")] satisfies [
  string,
  string[],
  string,
];

test("a node whose agent is ours logs in at home as well, as the agent does", () => {
  const ways = (applied: AppliedHost): string[] =>
    questionFor(applied).paths.map(({ kind, to, address }) => `${kind} ${to} ${address}`);
  assert.deepEqual(ways(host(database, agent, haproxy)).at(-1), "postgresql sms-01 127.0.0.1");
  assert.equal(ways(host(database, haproxy)).length, 4, "somebody else's agent");
  assert.deepEqual(ways(host(database, agent)), ["agent sms-01 10.0.0.11", "postgresql sms-01 127.0.0.1"]);
});

test("whatever a check's path holds, it is one word of the script", () => {
  const odd = golden("sms").replace("OPTIONS /", "GET /a'b;$(reboot)");
  const script = scriptFor(questionFor(host(database, agent, [haproxy[0], haproxy[1], odd])));
  assert.ok(
    script.includes(
      quote(`asks agent Postgres-ACD sms-02 10.0.0.12 GET ${quote("http://10.0.0.12:25432/a'b;$(reboot)")}`),
    ),
  );
});
