// From a stack's state to what is asked of each host, and from its answer to what a person reads.
import assert from "node:assert/strict";
import { test } from "node:test";
import { appliedHosts } from "../../../../tools/hosts/applied.ts";
import { readFindings } from "../../../../tools/drift/findings.ts";
import { probe } from "../../../../tools/drift/probe.ts";
import { repairs } from "../../../../tools/drift/repair.ts";
import { table } from "../../../../tools/drift/table.ts";

const secret = (plain: unknown) => ({
  "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270",
  plaintext: JSON.stringify(plain),
});
const connection = { host: "10.0.0.21", port: 22, user: "deploy", hostKey: "ssh-ed25519 AAAA" };
const command = (create: string, stdin?: unknown) => ({
  type: "command:remote:Command",
  inputs: {
    connection: secret({ ...connection, privateKey: "key" }),
    create,
    ...(stdin === undefined ? {} : { stdin }),
  },
});
const step = "sudo -n /var/lib/n2acd-ha/toolkit/step.sh";
const exported = JSON.stringify({
  deployment: {
    resources: [
      { type: "pulumi:pulumi:Stack" },
      command(
        "sudo -n true || { echo 'What to do'; }; sudo -n sh -s -- ready apply host=fe-01 role=fe version=1",
        secret("installer"),
      ),
      command(`${step} haproxy-secrets apply host=fe-01 local_peer=fe-01 version=2`, secret("userlist\n")),
      command(`${step} web apply host=fe-01 'path=/a b' version=3 repair=4`, "global"),
      command(`${step} ready apply host=sms-01`),
      { ...command(`${step} ready apply host=sms-02`), retainOnDelete: true },
    ],
  },
});

test("what was applied comes from the state, host by host, secrets opened", () => {
  const [fe, sms, ...lost] = appliedHosts(exported);
  assert.deepEqual(lost, []);
  assert.equal(fe?.name, "fe-01");
  assert.equal(fe.sudo, true);
  assert.deepEqual(fe.login, { ...connection, privateKey: "key" });
  assert.deepEqual(fe.steps, [
    { step: "ready", words: "host=fe-01 role=fe version=1", stdin: "" },
    { step: "haproxy-secrets", words: "host=fe-01 local_peer=fe-01 version=2", stdin: "userlist\n" },
    { step: "web", words: "host=fe-01 'path=/a b' version=3 repair=4", stdin: "global" },
  ]);
  assert.equal(sms?.name, "sms-01");
  assert.deepEqual(appliedHosts('{"deployment":{}}'), []);
});

test("the script asks for each step, with content that no text in it can end", () => {
  const [host] = appliedHosts(exported);
  assert.ok(host !== undefined);
  const text = probe(host);
  const end = /look web .* <<'(N2ACD_HA_END_[0-9a-f]{16})' &\nglobal\n\1\n/.exec(text)?.[1];
  assert.ok(end !== undefined);
  assert.match(text, /\nshow ready haproxy-secrets web\n$/);
  // The toolkit of another version is not compared with this one's.
  assert.match(text, /look ready .*&\nN2ACD_HA_END/);
});

const answer = [
  "drift\tweb\tcontent\t/etc/haproxy/haproxy.cfg\tas applied\tchanged",
  "|@@ -1 +1 @@",
  "|-a",
  "|+b\u001b[2J",
  "drift\tpackages\tpackage\tsocat\tinstalled\tmissing",
  "end",
  "",
].join("\n");

test("an answer is read, and shown without moving anybody's cursor", () => {
  const { findings, troubles } = readFindings("fe-01", answer);
  assert.deepEqual(troubles, []);
  assert.equal(
    table(findings),
    [
      "node   step      what     where                     applied     found",
      "fe-01  web       content  /etc/haproxy/haproxy.cfg  as applied  changed",
      "      @@ -1 +1 @@",
      "      -a",
      "      +b?[2J",
      "fe-01  packages  package  socat                     installed   missing",
    ].join("\n"),
  );
  assert.deepEqual(repairs(findings, { "fe-01-web": 4, "sms-01-haproxy": 1 }), {
    "fe-01-web": 5,
    "fe-01-packages": 1,
  });
});

test("an answer that was cut, a step that could not be looked at, and a toolkit that is gone are not 'no drift'", () => {
  assert.deepEqual(readFindings("n1", "").troubles, ["n1: the look at it was cut; run it again"]);
  assert.deepEqual(readFindings("n1", "trouble\tdatabase\tit is down\nend\n").troubles, [
    "n1: step database could not be looked at: it is down",
  ]);
  const gone = readFindings("n1", "no toolkit\n");
  assert.deepEqual(
    [gone.findings[0]?.step, gone.findings[0]?.found, gone.troubles],
    ["ready", "missing", []],
  );
});
