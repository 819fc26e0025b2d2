// Who has a virtual address and since when, and what is said when nobody has it, or two, or a stranger, or it does not stay.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { scriptFor } from "../../../../tools/status/question.ts";
import { statusOf } from "../../../../tools/status/report/report.ts";
import { Status } from "../../../../tools/status/schema.ts";
import { page } from "../../../../tools/status/show/page.ts";
import { picture } from "../../../../tools/status/show/picture.ts";
import { terminal } from "../../../../tools/status/show/terminal.ts";
import { recorded, recordedVip } from "../../../support/status/recorded.ts";

type Said = Parameters<typeof recordedVip>[0];
/** HAS ANSWERS STATE SINCE MOVES, and how keepalived runs. */
const status = (said: Said) => statusOf("prod", recordedVip(said), new Date("2026-11-29T12:00:00Z"));
const healthy: Said = { "fe-01": ["yes yes MASTER 7200 0"], "fe-02": ["no yes BACKUP 7203 0"] };

describe("a virtual address", () => {
  it("that one node has: who, since when, and who else could take it", () => {
    const { findings, vips, level } = status(healthy);
    assert.deepEqual(findings, []);
    assert.equal(level, "ok");
    assert.deepEqual(vips, [
      {
        name: "web",
        for: "fe",
        address: "10.0.0.50",
        port: 80,
        holder: "fe-01",
        since: 7200,
        moves: 0,
        nodes: [
          { node: "fe-01", state: "has it", since: 7200, answers: true },
          { node: "fe-02", state: "ready", since: 7203, answers: true },
        ],
      },
    ]);
    Status.parse(JSON.parse(JSON.stringify(status(healthy))));
  });

  it("is shown on a terminal and on the page", () => {
    const now = status(healthy);
    const lines = terminal(now, { width: 80, paint: (_, text) => text });
    assert.ok(lines.includes("10.0.0.50 web  front ends  on fe-01, for 2 h  fe-02 ready"), lines.join("\n"));
    const html = page(now, picture(now, []));
    assert.match(html, /id="vips"[^]*10\.0\.0\.50 web[^]*<span class="tag good">on fe-01, for 2 h<\/span>/);
    const none = statusOf("prod", recorded("healthy"), new Date());
    assert.doesNotMatch(page(none, picture(none, [])), /id="vips"/);
    assert.ok(!terminal(none, { width: 80, paint: (_, text) => text }).some((line) => /holder/.test(line)));
  });

  it("of a node whose journal does not reach back so far, or tells of another state, has no time", () => {
    const { vips } = status({ "fe-01": ["yes yes   0"], "fe-02": ["no yes BACKUP 5 0"] });
    assert.deepEqual([vips[0]?.holder, vips[0]?.since], ["fe-01", null]);
    const by = status({ "fe-01": ["yes yes BACKUP 9 0"], "fe-02": ["no yes BACKUP 5 0"] });
    assert.deepEqual([by.vips[0]?.holder, by.vips[0]?.since], ["fe-01", null]);
  });
});

const cases: Readonly<Record<string, [said: Said, kind: string, severity: string, text: RegExp]>> = {
  "that nobody has": [
    { "fe-01": ["no no FAULT 12 1"], "fe-02": ["no no FAULT 40 0"] },
    "vip-nobody",
    "critical",
    /^no node has 10\.0\.0\.50 \(web\) for 12 s: fe-01 does not serve and fe-02 does not serve$/,
  ],
  "that nobody has since keepalived was stopped": [
    { "fe-01": ["no no MASTER 900 0", "inactive"], "fe-02": ["no no FAULT 40 0"] },
    "vip-nobody",
    "critical",
    /^no node has 10\.0\.0\.50 \(web\): keepalived of fe-01 does not run and fe-02 does not serve$/,
  ],
  "that nobody was seen to have, and nobody answers at": [
    { "fe-02": ["no no FAULT 40 0"] },
    "vip-nobody",
    "critical",
    /^nobody answers at, and no node that could be read has, 10\.0\.0\.50 \(web\): fe-02 does not serve$/,
  ],
  "that two have": [
    { "fe-01": ["yes yes MASTER 900 1"], "fe-02": ["yes yes MASTER 3 1"] },
    "vip-several",
    "critical",
    /^two nodes have 10\.0\.0\.50 \(web\): fe-01 and fe-02$/,
  ],
  "that a stranger has": [
    { "fe-01": ["no yes BACKUP 12 0"], "fe-02": ["no yes BACKUP 40 0"] },
    "vip-stranger",
    "critical",
    /^another machine answers at 10\.0\.0\.50 \(web\)/,
  ],
  "on a node that cannot be read": [
    { "fe-02": ["no yes BACKUP 40 0"] },
    "vip-holder-unknown",
    "note",
    /fe-01 may have it$/,
  ],
  "at which its own node does not answer": [
    { "fe-01": ["yes no MASTER 12 0"], "fe-02": ["no no BACKUP 40 0"] },
    "vip-unanswered",
    "critical",
    /^fe-01 has 10\.0\.0\.50 \(web\), and nothing answers there on port 80$/,
  ],
  "to which the way is cut": [
    { "fe-01": ["yes yes MASTER 12 0"], "fe-02": ["no no BACKUP 40 0"] },
    "vip-unanswered",
    "degraded",
    /^fe-02 gets no answer at 10\.0\.0\.50 \(web\), which fe-01 has$/,
  ],
  "that moves again and again": [
    { "fe-01": ["yes yes MASTER 12 2"], "fe-02": ["no yes BACKUP 12 2"] },
    "vip-flapping",
    "degraded",
    /^10\.0\.0\.50 \(web\) moved 4 times in 10 minutes$/,
  ],
};

for (const [what, [said, kind, severity, text]] of Object.entries(cases))
  describe(`a virtual address ${what}`, () => {
    it(`is ${kind}`, () => {
      const of = status(said).findings.filter((each) => each.kind.startsWith("vip-"));
      assert.deepEqual(
        of.map((each) => [each.kind, each.severity]),
        [[kind, severity]],
      );
      assert.match(of[0]?.text ?? "", text);
      // Whoever reads it at night is told what to do; a note needs nothing.
      assert.equal(of[0]?.todo === null, severity === "note");
    });
  });

it("a failover moves it once, which is no flapping, and a keepalived that is gone is a finding of its own", () => {
  const { findings } = status({
    "fe-01": ["no yes FAULT 12 1", "failed"],
    "fe-02": ["yes yes MASTER 12 1"],
  });
  assert.deepEqual(
    findings.map(({ kind, nodes }) => [kind, nodes]),
    [["service-down", ["fe-01"]]],
  );
});

it("no host of a stack without virtual addresses is asked for one", () => {
  for (const { question } of recorded("healthy"))
    assert.doesNotMatch(scriptFor(question).split("\ntogether ").at(-1) ?? "", /\bvip /);
});
