// Why HAProxy has a server up or down, in words.
import assert from "node:assert/strict";
import { test } from "node:test";
import { whyOf } from "../../../../tools/status/report/why.ts";

const rest = {
  server: "sms-01",
  said: "",
  sessions: 0,
  limit: undefined,
  waiting: 0,
  refused: 0,
  changed: undefined,
};

const cases: readonly (readonly [proxy: string, status: string, check: string, why: string])[] = [
  ["Postgres-ACD", "UP", "L7OK/200", "the agent says primary"],
  ["Postgres-ACD", "DOWN 1/2", "L7OK/200", "the agent says primary: comes up if it stays so"],
  ["Postgres-ACD-read", "UP", "L7OK/200", "a standby, good enough"],
  ["jarvis", "DOWN 1/2", "L7OK/200", "Apache answers: comes up if it stays so"],
  ["jarvis", "DOWN", "L7STS/500", "Apache says 500"],
  ["jarvis", "DOWN", "L6RSP", "connected, and no TLS: its certificate is not trusted, or it speaks none"],
  ["Postgres-ACD", "DOWN", "L7STS/503", "the agent says 503"],
  ["Postgres-ACD", "DOWN", "L4CON", "the port refuses: nothing listens, or a firewall rejects"],
  ["Postgres-ACD", "UP 2/3", "L4TOUT", "nothing answers: host or network gone"],
  ["Postgres-ACD", "MAINT", "", "out of service"],
  ["Postgres-ACD", "MAINT (resolution)", "", "its name does not resolve"],
];

for (const [proxy, status, check, why] of cases)
  test(`${proxy} ${status} ${check}`, () => {
    assert.equal(whyOf({ ...rest, proxy, status, check }), why);
  });
