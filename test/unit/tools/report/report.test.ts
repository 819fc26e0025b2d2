// What the recorded previews don't have: each danger by itself, and text that would break out of the Markdown.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { quote, unquoted } from "../../../../lib/shell.ts";
import { diff } from "../../../../tools/report/files.ts";
import { code, fence } from "../../../../tools/report/markdown.ts";
import { reportOf } from "../../../../tools/report/stack.ts";
import { cut, whole } from "../../../../tools/report/whole.ts";
import { preview } from "./made.ts";

const key = `ssh-ed25519 ${Buffer.concat([Buffer.from("\0\0\0\x0bssh-ed25519\0\0\0\x20", "latin1"), Buffer.alloc(32, 1)]).toString("base64")}`;
const sms = (...addresses: number[]) =>
  addresses.map((n, i) => ({ name: `sms-0${i + 1}`, address: `10.0.0.${n}`, hostKey: key }));
const stats = (name: string, address: string) => ({ stats: { [name]: `http://${address}:7000/` } });
const server = (name: string, end = "") =>
  `    server ${name} 10.0.0.11:5432 maxconn 100 check port 25432${end}\n`;

const vip = (name: string, router: number) => `vip=${name},${router},200,10.0.0.${router}/24`;

type Case = Parameters<typeof preview>;
const cases: Readonly<Record<string, readonly [Case, RegExp]>> = {
  "a node that changes its name in one go": [
    [
      [
        { op: "delete", node: "old", step: "ready" },
        { op: "create", node: "sms-01", step: "ready" },
      ],
      stats("old", "10.0.0.11"),
      { smsNodes: sms(11, 12) },
    ],
    /^- \*\*old is renamed to sms-01, shown as[^]*`formerly: old`/m,
  ],
  "a node that has another name": [
    [[{ formerly: "old" }]],
    /^- \*\*sms-01 is renamed \(old until now\)\*\*/m,
  ],
  "a node that is lost": [
    [[{ after: ["a=b"] }], {}, { smsNodes: sms(11, 12, 13), lost: ["sms-03"] }],
    /^- \*\*Lost: sms-03\*\*/m,
  ],
  "a lost node that goes": [
    [[{ op: "delete", node: "sms-03", retained: true }], stats("sms-03", "10.0.0.13")],
    /^- \*\*sms-03 is taken out of the stack as lost\*\*/m,
  ],
  "another machine under the same name": [
    [[{ changed: ["connection"] }], stats("sms-01", "10.0.0.31"), { smsNodes: sms(11, 12) }],
    /^- \*\*sms-01 is another machine \(10\.0\.0\.11 in place of 10\.0\.0\.31\)\*\*/m,
  ],
  "another login": [
    [[{ changed: ["connection.privateKey"] }], stats("sms-01", "10.0.0.11"), { smsNodes: sms(11, 12) }],
    /^- \*\*sms-01 is logged in to in another way/m,
  ],
  "a drain": [
    [[{ oldFile: server("sms-02"), newFile: server("sms-02", " disabled"), changed: ["stdin"] }]],
    /^- \*\*sms-02 is taken out of service\*\*/m,
  ],
  "the end of a drain": [
    [[{ oldFile: server("sms-02", " disabled"), newFile: server("sms-02"), changed: ["stdin"] }]],
    /^- \*\*sms-02 is back in service\*\*/m,
  ],
  "leave to drain the primary": [
    [[{ after: ["drain_primary=yes"] }]],
    /^- \*\*A drain may take the primary\*\* on sms-01/m,
  ],
  "a port that goes": [
    [[{ before: ["listen=Postgres-ACD:15432"], after: ["listen=Postgres-ACD:15433"] }]],
    /^- \*\*HAProxy no longer offers `Postgres-ACD:15432`\*\* on sms-01/m,
  ],
  "no figures any more": [
    [[{ op: "same" }, { op: "delete", step: "metrics", before: ["at=10.0.0.11:8405"] }]],
    /HAProxy[^\n]* reload/,
  ],
  "another agent": [
    [[{ step: "agent", before: ["kind=n2pg-aux"], after: ["kind=bundled"] }]],
    /^- \*\*The agent `n2pg-aux` makes room for `bundled`\*\* on sms-01/m,
  ],
  "the bundled agent's settings": [
    [[{ step: "agent", before: ["kind=bundled", "patience=1"], after: ["kind=bundled", "patience=2"] }]],
    /^- \*\*The agent reads its settings anew\*\* on sms-01/m,
  ],
  "Jarvis's line": [
    [
      [
        {
          step: "jarvis",
          before: ["file=/j", "match=^a$", "set=b", "service=jarvis"],
          after: ["file=/j", "match=^a$", "set=c d", "service=jarvis"],
        },
      ],
    ],
    /Jarvis restarts \(`jarvis`\)\*\* on sms-01[^]*- Jarvis: in `\/j` the one line that matches `\^a\$` becomes `c d`, on sms-01$/m,
  ],
  "Jarvis left alone again": [
    [[{ op: "delete", step: "jarvis", before: ["service=jarvis"] }, { op: "same" }]],
    /^- \*\*Jarvis restarts \(`jarvis`\)\*\* on sms-01/m,
  ],
  "one writer, or none at all": [
    [[{ oldFile: "    stick on int(1)\n", newFile: "\n", changed: ["stdin"] }]],
    /^- \*\*Two primaries are both refused\*\*/m,
  ],
  "unpinned host keys": [
    [
      [{ after: ["repair=1"] }],
      {},
      {
        insecurelyTrustAnyHostKey: true,
        smsNodes: sms(11, 12).map(({ name, address }) => ({ name, address })),
      },
    ],
    /^- \*\*Host keys are not checked\*\*/m,
  ],
  "a virtual address": [
    [[{ op: "create", step: "vip", type: "FeNode", node: "fe-01", after: [vip("web", 51)] }, { op: "same" }]],
    /Virtual address `10\.0\.0\.51` comes[^]*takes turns with virtual address `10\.0\.0\.51\/24` \(web, router 51, priority 200\)/,
  ],
  "a virtual address less": [
    [[{ step: "vip", before: [vip("web", 51), vip("shop", 52)], after: [vip("web", 51)] }]],
    /^- \*\*Virtual address `10\.0\.0\.52` goes\*\* on sms-01: connections by it end, and nobody[^]*no longer has virtual address `10\.0\.0\.52\/24`/m,
  ],
  "no virtual address any more": [
    [[{ op: "delete", step: "vip", before: [vip("web", 51)] }, { op: "same" }]],
    /^- \*\*Virtual address `10\.0\.0\.51` goes\*\* on sms-01: [^\n]*without one nobody answers/m,
  ],
  "another router of a virtual address": [
    [[{ step: "vip", before: [vip("web", 51)], after: [vip("web", 51).replace(",51,", ",61,")] }]],
    /^- \*\*Virtual address `10\.0\.0\.51` gets another `routerId`\*\* on sms-01: [^\n]*it stays where it is/m,
  ],
  "a drained node's virtual addresses": [
    [[{ step: "vip", before: [vip("web", 51)], after: [vip("web", 51), "drained=yes"] }]],
    /^- \*\*Virtual addresses go to another node\*\* on sms-01[^]*gives its virtual addresses to another node/m,
  ],
  "a repair": [[[{ after: ["repair=1"] }]], /### Steps that may run again[^]*^- `haproxy` on sms-01$/m],
  "a slower failover, and its limit": [
    [
      [{ oldFile: "a\n", newFile: "b\n", changed: ["stdin"] }],
      {
        failover: {
          down: { refused: 975, unavailable: 1575, silentHost: 3975, hungAgent: 3975 },
          up: 625,
          worst: 3975,
          toleratedSilence: 3275,
        },
      },
      { smsNodes: sms(11, 12), failover: "guide", failoverBudget: "25s" },
    ],
    /^- \*\*A failover takes longer\*\*[^]*^\| the agent hangs \| 3\.975 s \| 24\.1 s \|$[^]*^The stack's limit is 25 s\.$/m,
  ],
  "a port that is closed": [
    [
      [
        {
          step: "firewall",
          before: ["open=81", "open=80"],
          after: ["open=80"],
          type: "FeNode",
          node: "fe-01",
        },
      ],
    ],
    /^\| closes \| 81 \(Apache itself\) \| everybody \| fe-01 \|$/m,
  ],
  "a replacement": [[[{ op: "replace", changed: [] }]], /step haproxy is replaced\*\* on sms-01/],
  "figures for Prometheus": [
    [
      [
        { step: "firewall", after: ["allow=8405:10.0.0.99"] },
        { step: "metrics", op: "create", after: ["at=10.0.0.11:8405"], newFile: "a\n", changed: [] },
      ],
    ],
    /HAProxy reloads\*\* on sms-01[^]*n2acd-ha-metrics\.cfg[^]*^\| opens \| 8405 \(figures for Prometheus\) \| 10\.0\.0\.99 \| sms-01 \|$/m,
  ],
};

describe("a reviewer reads of", () => {
  for (const [name, [made, expected]] of Object.entries(cases)) {
    test(name, () => {
      assert.match(reportOf("t", preview(...made)).markdown, expected);
    });
  }
});

test("what follows from a secret key of the stack is not shown", () => {
  const line = { step: "jarvis", before: ["set=a"], after: ["set=planted"] };
  const file = { oldFile: "user a\n", newFile: "user planted\n", changed: ["stdin"] };
  for (const [made, config] of [
    [line, { jarvis: "[secret]" }],
    [line, { jarvis: { configFile: "/j", set: "[secret]" } }],
    [file, { stats: "[secret]" }],
  ] as const) {
    const { markdown } = reportOf("t", preview([made], {}, config));
    assert.doesNotMatch(markdown, /planted/);
    assert.match(markdown, /secret/);
  }
});

test("stacks that fail come first, those without a change last", () => {
  const text = whole([
    { stack: "a", markdown: "**Stack `a`**: nothing changes.\n", failed: false },
    { stack: "b", markdown: "## Stack `b`: 1 node changes\n", failed: false },
    { stack: "c", markdown: "## Stack `c`: the preview failed\n", failed: true },
  ]);
  assert.deepEqual(text.match(/`[abc]`/g), ["`c`", "`b`", "`a`"]);
});

describe("a text that is too long", () => {
  const text = [
    "## a",
    "<details>",
    "<summary>b</summary>",
    "",
    "```diff",
    ...Array.from({ length: 500 }, (_, i) => `+line ${i}`),
    "```",
    "",
    "</details>",
    "",
  ].join("\n");
  test("is cut between lines, its blocks closed, and says so", () => {
    for (let most = 400; most < text.length; most += 97) {
      const short = cut(text, most);
      assert.ok(short.length <= most, `${short.length} > ${most}`);
      assert.match(short, /\n\+line \d+\n```\n<\/details>\n\n\*\*Cut here\*\*[^\n]* \d+ lines are missing/);
    }
  });
  test("is left alone when it fits", () => {
    assert.equal(cut(text, text.length), text);
  });
});

describe("text from elsewhere stays text", () => {
  test("in a code span", () => {
    assert.equal(code("a`b"), "``a`b``");
    assert.equal(code("`a"), "`` `a ``");
    assert.equal(code("a\n# b"), "`a # b`");
  });
  test("in a fence", () => {
    assert.deepEqual(fence("", "a\n````\n<b>\n"), ["`````", "a", "````", "<b>", "`````"]);
  });
  test("in a heading, a list and a summary", () => {
    const name = "<img src=x>`@all|";
    const { markdown } = reportOf(name, preview([{ op: "create", node: name, newFile: "a\n" }]));
    const outside = markdown
      .replaceAll(/<code>[^<]*<\/code>/g, "")
      .replaceAll(/(`+)[^]*?[^`]\1(?!`)/g, "")
      .replace(/^```[^]*?^```$/gm, "");
    assert.doesNotMatch(outside, /<img|@all/);
  });
});

test("behind @@ stands the section", () => {
  assert.equal(
    diff(
      "global\n    a\n\ndefaults\n    b\n    c\n    d\n    e\n    f\n",
      "global\n    a\n\ndefaults\n    b\n    c\n    d\n    e\n    g\n",
    ),
    "@@ -6,4 +6,4 @@ defaults\n     c\n     d\n     e\n-    f\n+    g",
  );
});

test("words come back as they were quoted", () => {
  const words = ["host=a", 'set=it\'s $HOME \\ "x"', "match=^a b$", "x=''", "'"];
  assert.deepEqual(unquoted(words.map(quote).join(" ")), words);
});
