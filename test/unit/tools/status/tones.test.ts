// The colour of a node, in the picture and in the tables.
import assert from "node:assert/strict";
import { test } from "node:test";
import { statusOf } from "../../../../tools/status/report/report.ts";
import { toneOfNode } from "../../../../tools/status/show/tones.ts";
import { recorded, type State } from "../../../support/status/recorded.ts";

const tones = (state: State, change?: (node: string, text: string) => string): Record<string, string> => {
  const status = statusOf("prod", recorded(state, change), new Date("2026-11-25T22:45:02Z"));
  return Object.fromEntries(status.nodes.map((node) => [node.name, toneOfNode(node, status)]));
};

test("each state colours its nodes", () => {
  const good = { "fe-01": "good", "fe-02": "good" };
  const bad = { "fe-01": "bad", "fe-02": "bad" };
  assert.deepEqual(tones("healthy"), { "sms-01": "good", "sms-02": "good", ...good });
  assert.deepEqual(tones("lost"), { "sms-01": "warn", "sms-02": "unknown", ...good });
  assert.deepEqual(tones("failover"), { "sms-01": "bad", "sms-02": "warn", ...bad });
  assert.deepEqual(tones("two-primaries"), { "sms-01": "bad", "sms-02": "bad", ...good });
});

test("a PostgreSQL that is down is no disaster while another one takes the writes", () => {
  const down = (node: string, text: string): string =>
    node === "sms-02" ? text.replace(/database\tACD\trole\t.*/, "database\tACD\terror\tgone") : text;
  assert.equal(tones("healthy", down)["sms-02"], "warn");
});
