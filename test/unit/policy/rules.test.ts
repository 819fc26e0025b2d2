// Each rule of the policy pack: what it reports, and that it lets the program's own commands pass.
import assert from "node:assert/strict";
import { test } from "node:test";
import { renderSecrets } from "../../../lib/haproxy/secrets.ts";
import { renderFe } from "../../../lib/haproxy/fe.ts";
import { renderSms } from "../../../lib/haproxy/sms.ts";
import * as rules from "../../../policy/commands.ts";
import { loneSmsNode, openAgents } from "../../../policy/stack.ts";
import { type Command, commandOf } from "../../../policy/step.ts";
import { fe, sms } from "../../support/haproxy/models.ts";

const run = (step: string, words = ""): string =>
  `sudo -n /var/lib/n2acd-ha/toolkit/step.sh ${step} apply host=sms-01 ${words}`;
const hostKey = "ssh-ed25519 AAAA";
const good = {
  create: run("haproxy", "local_peer=sms-01"),
  delete: run("haproxy").replace("apply", "undo"),
  connection: {
    host: "10.0.0.11",
    hostKey,
    privateKey: "-----BEGIN OPENSSH PRIVATE KEY-----",
    proxy: { hostKey },
  },
  stdin: renderSms(sms),
  logging: "stderr",
  addPreviousOutputInEnv: false,
};
const command = (change: object = {}): Command => commandOf({ ...good, ...change });
const password = "password=abc\nverifier=SCRAM-SHA-256$4096:a$b:c\n";

type Rule = (command: Command) => readonly string[];
const cases: readonly (readonly [name: string, rule: Rule, change: object, reported: RegExp | undefined])[] =
  [
    ["a host key", rules.unpinnedHostKeys, { connection: { host: "h" } }, /host's key is not pinned/],
    [
      "an empty host key",
      rules.unpinnedHostKeys,
      { connection: { hostKey: "" } },
      /host's key is not pinned/,
    ],
    ["no connection", rules.unpinnedHostKeys, { connection: undefined }, /host's key is not pinned/],
    [
      "a bastion's key",
      rules.unpinnedHostKeys,
      { connection: { hostKey, proxy: {} } },
      /bastion's key is not pinned/,
    ],
    ["no bastion", rules.unpinnedHostKeys, { connection: { hostKey } }, undefined],
    [
      "a password in the command",
      rules.openSecrets,
      { create: run("database", "password=x") },
      /^create holds a secret/,
    ],
    ["one in the undo", rules.openSecrets, { delete: "PGPASSWORD=x psql" }, /^delete holds a secret/],
    [
      "one in the environment",
      rules.openSecrets,
      { environment: { PGPASSWORD: "x" } },
      /^environment holds a secret/,
    ],
    [
      "a key in the command",
      rules.openSecrets,
      { create: "echo '-----BEGIN PRIVATE KEY-----'" },
      /^create holds/,
    ],
    ["a logged step with a password", rules.openSecrets, { stdin: password }, /^stdin holds a secret/],
    [
      "the stats password, logged",
      rules.openSecrets,
      { stdin: renderSecrets({ user: "a", password: "b" }) },
      /^stdin/,
    ],
    ["a silent step with a password", rules.openSecrets, { stdin: password, logging: "none" }, undefined],
    [
      "an open stats page",
      rules.openStats,
      { stdin: renderSms(sms).replace(/ *stats http-request auth.*\n/, "") },
      /^the section "listen stats" of HAProxy shows its stats to anybody$/,
    ],
    [
      "a second, open one",
      rules.openStats,
      { create: run("web"), stdin: `${renderFe(fe)}listen more\n    stats uri /s\n` },
      /"listen more"/,
    ],
    ["a front end's", rules.openStats, { create: run("web"), stdin: renderFe(fe) }, undefined],
    ["earlier output", rules.outputInEnvironment, { addPreviousOutputInEnv: true }, /has to be false/],
    [
      "earlier output, the default",
      rules.outputInEnvironment,
      { addPreviousOutputInEnv: undefined },
      /to be false/,
    ],
    ["triggers", (c) => rules.lateUndo(c, false), { triggers: ["1"] }, /without deleteBeforeReplace/],
    ["triggers that undo first", (c) => rules.lateUndo(c, true), { triggers: ["1"] }, undefined],
    ["no triggers", (c) => rules.lateUndo(c, false), { triggers: [] }, undefined],
  ];

for (const [name, rule, change, reported] of cases) {
  test(`${name}: ${reported === undefined ? "fine" : "reported"}`, () => {
    assert.deepEqual(rule(command()), []);
    const said = rule(command(change));
    assert.equal(said.length, reported === undefined ? 0 : 1, said.join("; "));
    if (reported !== undefined) assert.match(said[0] ?? "", reported);
  });
}

test("the agent's and PostgreSQL's ports are open to nodes, not to everybody", () => {
  const steps = (...words: string[]): Command[] =>
    [
      run("agent", "kind=bundled listen=10.0.0.11 check=5432:25432"),
      run("database", "role=r database=ACD:5432"),
      run("firewall", words.join(" ")),
    ].map((create) => command({ create }));
  assert.deepEqual(openAgents(steps("open=7000", "open=15432", "allow=25432:10.0.0.12")), []);
  assert.deepEqual(openAgents(steps("open=25432", "open=5432", "allow=25432:10.0.0.12")), [
    "sms-01: port 25432, an agent's, is open to everybody",
    "sms-01: port 5432, PostgreSQL's own, is open to everybody",
  ]);
});

test("one SMS node is too few; a stack without any is another one's", () => {
  assert.equal(loneSmsNode(["sms-01"]).length, 1);
  assert.deepEqual(loneSmsNode(["sms-01", "sms-02"]), []);
  assert.deepEqual(loneSmsNode([]), []);
});
