import * as pulumi from "@pulumi/pulumi";
import assert from "node:assert/strict";
import { before, test } from "node:test";
import { Recording, registered } from "./recording.ts";

const recording = new Recording();
await pulumi.runtime.setMocks(recording, "n2acd-ha", "test");
const { SmsCluster } = await import("../../../components/smsCluster.ts");
const { FrontEnds } = await import("../../../components/frontEnds.ts");
const { Credentials } = await import("../../../components/credentials.ts");
const { toolkitInstaller } = await import("../../../components/host/installer.ts");
const { inventoryHost } = await import("../../../components/host/inventory.ts");

const ssh = { user: "deploy", port: 22, sudo: true };
const host = (name: string, address: string): ReturnType<typeof inventoryHost> =>
  inventoryHost({ name, address, hostKey: `ssh-ed25519 KEY-OF-${name}`, ssh }, pulumi.secret("PRIVATE KEY"));
const hosts = [host("sms-01", "10.0.0.11"), host("sms-02", "10.0.0.12")];
const fe = host("fe-01", "10.0.0.21");
const other = host("fe-02", "10.0.0.22");

before(async () => {
  const credentials = new Credentials("credentials", { healthCheckGeneration: 1, statsGeneration: 2 });
  const jarvisFile = {
    configFile: "/etc/jarvis.conf",
    match: "^port=5432$",
    set: "port=15432",
    service: "jarvis",
  };
  const { smsNodes, feNodes } = new SmsCluster({
    hosts,
    frontEnds: { hosts: [fe] },
    jarvisFile,
    credentials,
  });
  const undescribed = new SmsCluster({ hosts: [host("sms-03", "10.0.0.13")], credentials });
  const elsewhere = new FrontEnds({ hosts: [other], smsNodes: hosts, drainPrimary: true, credentials });
  await registered([...smsNodes, ...feNodes, ...undescribed.smsNodes, ...elsewhere.feNodes]);
});

const create = (name: string): string => String(recording.one(name).inputs["create"]);
const version = / version=[0-9a-f]{8}$/;

test("a node's steps are exactly these, in this order", () => {
  const steps = (node: string): string[] =>
    recording.resources
      .filter(({ type, name }) => type === "command:remote:Command" && name.startsWith(`${node}-`))
      .map(({ name }) => name.slice(node.length + 1));
  assert.deepEqual(steps("sms-01"), [
    "ready",
    "packages",
    "database",
    "firewall",
    "agent",
    "guard",
    "haproxy-secrets",
    "haproxy",
    "jarvis",
    "retire",
  ]);
  // Whose Jarvis configuration was not described keeps it, and a node without another has no guard.
  assert.deepEqual(steps("sms-03"), [
    "ready",
    "packages",
    "database",
    "firewall",
    "agent",
    "haproxy-secrets",
    "haproxy",
    "retire",
  ]);
  assert.deepEqual(steps("fe-01"), ["ready", "packages", "firewall", "haproxy-secrets", "web", "retire"]);
});

const run = "sudo -n sh /var/lib/n2acd-ha/toolkit/step.sh";
const guard =
  '[ ! -e /var/lib/n2acd-ha/toolkit/step.sh ] || exec sh /var/lib/n2acd-ha/toolkit/step.sh "$@"; ' +
  'echo "${3#host=}: $1: there is no /var/lib/n2acd-ha here any more, so nothing to undo" >&2';
const words: readonly (readonly [step: string, words: string])[] = [
  ["sms-01-packages", "package=haproxy package=socat package=curl package=n2pg-aux"],
  ["sms-01-database", "role=health_check_user database=ACD:5432 sms=10.0.0.11 sms=10.0.0.12 agent=n2pg-aux"],
  [
    "sms-01-firewall",
    "open=7000 open=15432 allow=5432:10.0.0.11 allow=25432:10.0.0.11 allow=10000:10.0.0.11 allow=10001:10.0.0.11 " +
      "allow=5432:10.0.0.12 allow=25432:10.0.0.12 allow=10000:10.0.0.12 allow=10001:10.0.0.12 allow=80:10.0.0.21",
  ],
  [
    "sms-01-agent",
    "kind=n2pg-aux service=pgsqlchk config=/etc/psqlchk/config.json listen=10.0.0.11 check=5432:25432",
  ],
  [
    "sms-01-guard",
    "node=sms-01 listen=10.0.0.11 port=10001 role=health_check_user lease=3175 hold=350 database=ACD:5432 " +
      "rival=sms-02:10.0.0.12 witness=10.0.0.21:80",
  ],
  ["sms-01-haproxy-secrets", "local_peer=10.0.0.11"],
  ["sms-01-haproxy", "local_peer=10.0.0.11 listen=Postgres-ACD:15432 stats=127.0.0.1:7000 agent=n2pg-aux"],
  ["sms-01-jarvis", "file=/etc/jarvis.conf 'match=^port=5432$' set=port=15432 service=jarvis"],
  ["sms-01-retire", ""],
  ["fe-01-firewall", "open=80 open=443 open=7000"],
  ["fe-01-web", "listen=80 apache=81 path=/n2acd-fe/jarvis-agent stats=127.0.0.1:7000"],
  ["fe-02-web", "listen=80 apache=81 path=/n2acd-fe/jarvis-agent stats=127.0.0.1:7000 drain_primary=yes"],
];
for (const [name, told] of words) {
  test(`${name} is told exactly what it needs`, () => {
    const [, node, step] = /^(\w+-\d+)-(.*)$/.exec(name) ?? [];
    assert.match(create(name), version);
    assert.equal(create(name).replace(version, ""), `${run} ${step} apply host=${node} ${told}`.trimEnd());
    const undo = `sudo -n sh -c '${guard}' n2acd-ha ${step} undo host=${node} ${told}`;
    const own = ["agent", "guard", "haproxy", "jarvis", "web"].includes(step ?? "");
    assert.equal(recording.one(name).inputs["delete"], own ? undo : undefined, "else with that of ready");
  });
}

test("secrets travel on stdin only, and nothing is kept of what such a step prints", () => {
  const secretSteps = ["database", "agent", "guard", "haproxy-secrets"];
  for (const { name, type, inputs, secrets } of recording.resources) {
    if (type !== "command:remote:Command") continue;
    const { stdin, ...rest } = inputs;
    assert.doesNotMatch(JSON.stringify({ ...rest, connection: "" }), /result-of-|SCRAM|PRIVATE KEY/, name);
    const secret = secretSteps.some((step) => name.endsWith(`-${step}`));
    assert.equal(inputs["logging"], secret ? "none" : "stderr", name);
    assert.ok(secrets.includes("connection"), name);
    if (secret) assert.ok(secrets.includes("stdin"), name);
    if (!secret) assert.doesNotMatch(String(stdin), /result-of-|SCRAM-SHA-256\$\d/, name);
  }
  assert.match(
    String(recording.one("sms-01-database").inputs["stdin"]),
    /^password=result-of-credentials-health-check\nverifier=SCRAM-SHA-256\$4096:.*\n$/,
  );
  assert.equal(
    recording.one("sms-01-agent").inputs["stdin"],
    "password=result-of-credentials-health-check\n",
  );
});

test("host keys are pinned and no command leaks its previous output into an environment", () => {
  for (const { name, type, inputs } of recording.resources) {
    if (type !== "command:remote:Command") continue;
    const node = /^\w+-\d+/.exec(name)?.[0] ?? "";
    assert.equal((inputs["connection"] as { hostKey: string }).hostKey, `ssh-ed25519 KEY-OF-${node}`);
    assert.equal(inputs["addPreviousOutputInEnv"], false);
    assert.equal(inputs["triggers"], undefined);
    assert.equal(inputs["environment"], undefined);
  }
});

test("the first step says in words that sudo is missing, then installs the toolkit from stdin", () => {
  assert.match(
    create("sms-01-ready"),
    /^said=\$\(LC_ALL=C sudo -n sh -c uname 2>&1\) \|\| \{ echo 'n2acd-ha: sms-01: step ready: deploy cannot/,
  );
  assert.match(
    create("sms-01-ready"),
    /; sudo -n sh -s -- ready apply host=sms-01 role=sms port=5432 address=10\.0\.0\.11 user=health_check_user sms=10\.0\.0\.11 sms=10\.0\.0\.12 connections=5432:\d+:100 'bind=\*:15432' 'bind=\*:7000' bind=10\.0\.0\.11:10000 bind=10\.0\.0\.11:10001 bind=127\.0\.0\.1:10001 bind=10\.0\.0\.11:25432 front=80 guard=yes service=pgsqlchk service=n2acd-ha-guard version=/,
  );
  assert.equal(recording.one("sms-01-ready").inputs["stdin"], toolkitInstaller("sms"));
});
