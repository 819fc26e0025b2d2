import assert from "node:assert/strict";
import { test } from "node:test";
import { profiles } from "../../../../lib/failover.ts";
import { renderFe } from "../../../../lib/haproxy/fe.ts";
import { renderSecrets } from "../../../../lib/haproxy/secrets.ts";
import { renderSms } from "../../../../lib/haproxy/sms.ts";
import { fe, large, sms } from "../../../support/haproxy/models.ts";

/** The lines that only one of the two has. */
function difference(before: string, after: string): string[] {
  const [old, now] = [before.split("\n"), after.split("\n")];
  return [
    ...old.filter((line) => !now.includes(line)).map((line) => `-${line.trim()}`),
    ...now.filter((line) => !old.includes(line)).map((line) => `+${line.trim()}`),
  ];
}

const changes: readonly (readonly [what: string, model: Partial<typeof sms>, lines: readonly string[]])[] = [
  [
    "one timeout",
    { timeouts: { ...sms.timeouts, client: 3_600_000 } },
    ["-timeout client 30m", "+timeout client 1h"],
  ],
  ["the stack", { hardStopAfter: 90_000 }, ["-hard-stop-after 1m", "+hard-stop-after 90s"]],
  [
    "one failover setting",
    { failover: { ...profiles.fast, rise: 3 } },
    [
      "-default-server inter 500ms fastinter 75ms downinter 250ms fall 6 rise 2 observe layer4 error-limit 1 on-error fastinter on-marked-down shutdown-sessions",
      "+default-server inter 500ms fastinter 75ms downinter 250ms fall 6 rise 3 observe layer4 error-limit 1 on-error fastinter on-marked-down shutdown-sessions",
    ],
  ],
  [
    "a host name, which HAProxy itself looks for nowhere",
    { smsNodes: [...sms.smsNodes.slice(0, 1), { name: "sms-02", address: "sms-02.example" }] },
    [
      "-peer 10.0.0.12 10.0.0.12:10000",
      "-server sms-02 10.0.0.12:5432 maxconn 100 check port 25432",
      "+peer sms-02.example sms-02.example:10000",
      "+server sms-02 sms-02.example:5432 maxconn 100 init-addr none check port 25432",
    ],
  ],
];

for (const [what, change, lines] of changes) {
  await test(`changing ${what} changes its own lines only`, () => {
    assert.deepEqual(difference(renderSms(sms), renderSms({ ...sms, ...change })), lines);
  });
}

await test("the guide's profile is the guide's line", () => {
  assert.match(
    renderSms({ ...sms, failover: profiles.guide }),
    /^ {4}default-server inter 3s fall 3 rise 2 on-marked-down shutdown-sessions$/m,
  );
});

await test("servers stay in rollout order, the same on every node", () => {
  const names = (text: string): string[] =>
    [...text.matchAll(/^ {4}server (\S+)/gm)].map(([, name]) => name ?? "");
  const turned = { ...sms, smsNodes: sms.smsNodes.toReversed() };
  assert.deepEqual(names(renderSms(turned)), ["sms-02", "sms-01"]);
});

await test("binds take IPv6 where a node has it", () => {
  assert.doesNotMatch(renderSms(sms), /v6only/);
  assert.match(renderSms({ ...sms, ...large }), /^ {4}bind \*:15432\n {4}bind \[::\]:15432 v6only$/m);
});

await test("the stats page binds to the node's own address", () => {
  const stats = { bind: "node", port: 7000 };
  assert.match(renderFe({ ...fe, stats, address: "fd00::21" }), /^ {4}bind \[fd00::21\]:7000$/m);
  assert.throws(() => renderFe({ ...fe, stats }), /own address is not given/);
});

await test("a value with a line feed stops the rendering", () => {
  const smsNodes = [{ name: "sms-01\n    stats admin if TRUE", address: "10.0.0.11" }];
  assert.throws(() => renderSms({ ...sms, smsNodes }), /not one line/);
  assert.throws(() => renderFe({ ...fe, jarvis: { ...fe.jarvis, path: "/a\r\nb" } }), /not one line/);
  assert.throws(
    () => renderSecrets({ user: "admin", password: "pass\nword" }),
    (error: Error) => !error.message.includes("word\n") && !/pass\S*word$/.test(error.message),
  );
});

await test("neither file that a review shows holds a password", () => {
  for (const text of [renderSms(sms), renderFe(fe)]) assert.doesNotMatch(text, /password/);
});
