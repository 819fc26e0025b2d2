import assert from "node:assert/strict";
import { test } from "node:test";
import { mermaid } from "../../../../lib/topology/mermaid.ts";

const pair = {
  smsNodes: ["sms-01", "sms-02"],
  feNodes: ["fe-01"],
  databases: [{ name: "ACD", port: 5432, listenPort: 15_432 }],
  fePorts: [80],
  vips: [],
};

test("front ends of another stack's SMS nodes lead to that stack", () => {
  assert.equal(
    mermaid({ ...pair, smsNodes: [], databases: [], smsStack: "a/n2acd-ha/prod-sms" }),
    `flowchart TB
  users([users])
  fe1["fe-01<br>HAProxy :80"]
  sms["the SMS nodes of a/n2acd-ha/prod-sms"]
  users --> fe1
  fe1 --> sms`,
  );
});

test("two SMS nodes and a front end are drawn with who talks to whom", () => {
  assert.equal(
    mermaid(pair),
    `flowchart TB
  users([users])
  fe1["fe-01<br>HAProxy :80"]
  subgraph sms1["sms-01"]
    sms1api["Apache, Jarvis"]
    sms1proxy["HAProxy :15432"]
    sms1db1[("ACD :5432")]
    sms1api --> sms1proxy
  end
  subgraph sms2["sms-02"]
    sms2api["Apache, Jarvis"]
    sms2proxy["HAProxy :15432"]
    sms2db1[("ACD :5432")]
    sms2api --> sms2proxy
  end
  users --> fe1
  fe1 --> sms1api
  fe1 --> sms2api
  sms1proxy -. primary? .-> sms1db1
  sms1proxy -. primary? .-> sms2db1
  sms2proxy -. primary? .-> sms1db1
  sms2proxy -. primary? .-> sms2db1`,
  );
});

test("users come to virtual addresses, and by those to one of the nodes", () => {
  const vips = [
    { name: "web", address: "10.0.0.50", for: "fe" },
    { name: "api", address: "10.0.0.60", for: "sms" },
  ] as const;
  const lines = mermaid({ ...pair, vips }).split("\n");
  assert.deepEqual(
    lines.filter((line) => /vip|users/.test(line)),
    [
      "  users([users])",
      '  vip1(["10.0.0.50<br>web"])',
      '  vip2(["10.0.0.60<br>api"])',
      "  users --> vip1",
      "  users --> vip2",
      "  vip1 -. one of .-> fe1",
      "  vip2 -. one of .-> sms1api",
      "  vip2 -. one of .-> sms2api",
    ],
  );
  // Front ends without one are reached by their own addresses.
  assert.match(mermaid({ ...pair, vips: vips.slice(1) }), /users --> fe1/);
});

test("without front ends nobody is drawn as one, and each database has its place", () => {
  const databases = [...pair.databases, { name: "CDR", port: 5433, listenPort: 15_433 }];
  const text = mermaid({ ...pair, feNodes: [], databases });
  assert.doesNotMatch(text, /fe1|users -->/);
  assert.match(text, /sms2proxy\["HAProxy :15432 :15433"\]\n {4}sms2db1\[\("ACD :5432"\)\]\n {4}sms2db2/);
});
