// The status as figures: what promtool takes, and what the rules ask for.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";
import { runProgram } from "../../../../lib/program.ts";
import { statusOf } from "../../../../tools/status/report/report.ts";
import { metrics } from "../../../../tools/status/show/metrics.ts";
import { root } from "../../../support/documents.ts";
import { recorded, recordedVip } from "../../../support/status/recorded.ts";

const at = new Date("2026-11-29T12:00:00Z");
const two = recordedVip({ "fe-01": ["yes yes MASTER 7200 0"], "fe-02": ["yes yes MASTER 30 1"] });

describe("the status as figures", () => {
  it("says when it was asked, how it is, what was found, and who has an address", () => {
    const lines = metrics(statusOf('pr"od', two, at)).split("\n");
    const figures = lines.filter((line) => line !== "" && !line.startsWith("#"));
    const of = String.raw`cluster="pr\"od"`;
    assert.deepEqual(figures, [
      `n2acd_status_timestamp_seconds{${of}} ${at.getTime() / 1000}`,
      `n2acd_status_level{${of}} 2`,
      `n2acd_status_findings{${of},kind="vip-several",severity="critical"} 1`,
      `n2acd_vip_holders{${of},vip="web",address="10.0.0.50"} 2`,
      `n2acd_vip_moves{${of},vip="web",address="10.0.0.50"} 1`,
    ]);
  });

  it("says the days that a certificate has left, by node, use and name", () => {
    const status = statusOf("prod", recorded("healthy"), at);
    const nodes = status.nodes.map((node) => ({
      ...node,
      certificates:
        node.kind === "fe"
          ? [
              {
                use: "https" as const,
                name: "portal.example.net",
                days: -3,
                ends: "2026-11-26",
                issuer: null,
              },
            ]
          : [],
    }));
    assert.match(
      metrics({ ...status, nodes }),
      /^n2acd_certificate_days\{cluster="prod",node="fe-01",use="https",name="portal\.example\.net"\} -3$/m,
    );
  });

  it("is taken by promtool, and has every figure that the rules ask for", async () => {
    const text = metrics(statusOf("prod", two, at));
    const { status, stdout, stderr } = await runProgram(["promtool", "check", "metrics"], { input: text });
    assert.equal(status, 0, stdout + stderr);
    const rules = readFileSync(join(root, "monitoring/rules.yml"), "utf8");
    const asked = [...rules.matchAll(/\bn2acd_(?:status|certificate|vip)_\w+/g)].map(([name]) => name);
    assert.ok(asked.length >= 5);
    assert.deepEqual(
      asked.filter((name) => !text.includes(`# TYPE ${name} gauge`)),
      [],
    );
  });
});
