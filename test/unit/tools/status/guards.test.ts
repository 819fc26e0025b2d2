// What guards say, in the words of assets/guard/guard.py, and what is found in it.
import assert from "node:assert/strict";
import { test } from "node:test";
import type { Looked } from "../../../../tools/status/look.ts";
import { questionFor, scriptFor } from "../../../../tools/status/question.ts";
import { statusOf } from "../../../../tools/status/report/report.ts";
import type { Finding, Status } from "../../../../tools/status/schema.ts";
import { recorded } from "../../../support/status/recorded.ts";

const system = "since=1795934279";
const well: Readonly<Record<string, readonly string[]>> = {
  "sms-01": [
    "node=sms-01 key=yes",
    `own ACD primary timeline=1 lsn=0/3000060 serving ${system} for=100`,
    "rival sms-02 ACD standby unproven timeline=1 lsn=0/3000060 heard=0.1",
    "server sms-01 ACD up",
    "server sms-02 ACD up",
  ],
  "sms-02": [
    "node=sms-02 key=yes",
    `own ACD standby timeline=1 lsn=0/3000060 unproven ${system} for=100`,
    "rival sms-01 ACD primary serving timeline=1 lsn=0/3000060 heard=0.3",
    "server sms-01 ACD up",
    "server sms-02 ACD up",
  ],
};

function status(said: Readonly<Record<string, readonly string[]>>): Status {
  const looked = recorded("healthy").map(({ question, answer, trouble }): Looked => {
    const guard = question.kind === "sms" ? 10_001 : undefined;
    return {
      question: { ...question, guard },
      answer: answer && { ...answer, guard: said[question.node] ?? [] },
      trouble,
    };
  });
  return statusOf("prod", looked, new Date("2026-11-25T22:45:02Z"));
}
const found = (
  said: Readonly<Record<string, readonly string[]>>,
): Pick<Finding, "kind" | "nodes" | "text">[] =>
  status(said).findings.map(({ kind, nodes, text }) => ({ kind, nodes, text }));

test("guards that are well are shown, and nothing is found", () => {
  const { findings, nodes } = status(well);
  assert.deepEqual(findings, []);
  const guard = nodes.find(({ name }) => name === "sms-01")?.guard;
  assert.deepEqual(guard, {
    own: [{ database: "ACD", role: "primary", timeline: 1, lease: "serving", why: null, since: 100 }],
    hears: [{ node: "sms-02", seconds: 0.1 }],
    down: [],
  });
});

test("a guard that does not answer", () => {
  assert.deepEqual(found({ ...well, "sms-02": [] }), [
    {
      kind: "guard-silent",
      nodes: ["sms-02"],
      text: "sms-02: the guard does not answer; its HAProxy relies on the checks alone",
    },
  ]);
});

test("who is superseded, by whom and since when, once, though every guard says so", () => {
  const down = (seconds: number): string =>
    `server sms-02 ACD down for=${seconds} #superseded by sms-01, timeline 3`;
  const yields = "own ACD primary timeline=2 lsn=0/3000060 yielding (superseded by sms-01, timeline 3)";
  assert.deepEqual(
    found({
      "sms-01": [...(well["sms-01"] ?? []), down(125)],
      "sms-02": [
        `${yields} ${system} for=60`,
        "rival sms-01 ACD primary serving timeline=3 lsn=0/1 heard=0.2",
        // Its guard was restarted meanwhile.
        down(60),
      ],
    }),
    [
      {
        kind: "superseded",
        nodes: ["sms-02"],
        text: "sms-02 is superseded by sms-01, timeline 3, for 2 min: no HAProxy sends clients there",
      },
    ],
  );
});

test("since when it is superseded, also where its own guard is silent, and by a guard of before", () => {
  const texts = (line: string): string[] =>
    found({ ...well, "sms-01": [...(well["sms-01"] ?? []), line], "sms-02": [] })
      .filter(({ kind }) => kind === "superseded")
      .map(({ text }) => text);
  assert.deepEqual(texts("server sms-02 ACD down for=7200 #superseded by sms-01, timeline 3"), [
    "sms-02 is superseded by sms-01, timeline 3, for 2 h: no HAProxy sends clients there",
  ]);
  assert.deepEqual(texts("server sms-02 ACD down #superseded by sms-01, timeline 3"), [
    "sms-02 is superseded by sms-01, timeline 3: no HAProxy sends clients there",
  ]);
});

test("a primary that its guard holds back, and why", () => {
  const own = `own ACD primary timeline=1 lsn=0/3000060 yielding (cut off from every other node) ${system} for=12`;
  assert.deepEqual(found({ ...well, "sms-01": [own] }), [
    {
      kind: "guard-holds-back",
      nodes: ["sms-01"],
      text: "the guard of sms-01 keeps its primary out of use, for 12 s: cut off from every other node",
    },
  ]);
});

test("guards that do not hear each other", () => {
  for (const heard of ["never", "12.5"]) {
    const lines = (well["sms-02"] ?? []).map((line) => line.replace("heard=0.3", `heard=${heard}`));
    assert.deepEqual(found({ ...well, "sms-02": lines }), [
      {
        kind: "guard-unheard",
        nodes: ["sms-02", "sms-01"],
        text: "the guard of sms-02 does not hear that of sms-01",
      },
    ]);
  }
});

test("a node is asked for its guard where the stack gave it one", () => {
  const login = { host: "10.0.0.11", port: 22, user: "ops" };
  const step = (words: string) => ({ name: "sms-01", login, sudo: true, steps: [{ step: "guard", words }] });
  const question = questionFor(
    step("node=sms-01 port=10001") as unknown as Parameters<typeof questionFor>[0],
  );
  assert.equal(question.guard, 10_001);
  assert.ok(question.services.includes("n2acd-ha-guard"));
  assert.match(scriptFor(question), /guard 10001/);
});
