import * as pulumi from "@pulumi/pulumi";
import assert from "node:assert/strict";
import { test } from "node:test";
import type { Agent } from "../../../config/agent.ts";
import { Recording, registered } from "./recording.ts";

const recording = new Recording();
await pulumi.runtime.setMocks(recording, "n2acd-ha", "test");
const { SmsCluster } = await import("../../../components/smsCluster.ts");
const { Credentials } = await import("../../../components/credentials.ts");
const { toolkitInstaller } = await import("../../../components/host/installer.ts");
const { toolkitOf } = await import("../../../components/host/toolkit.ts");
const { inventoryHost } = await import("../../../components/host/inventory.ts");

/** The steps of the first node, by default of a pair: what each is told. */
async function steps(
  prefix: string,
  agent: Agent,
  more: object = {},
  addresses: readonly string[] = ["10.0.0.11", "10.0.0.12"],
): Promise<Map<string, string>> {
  const ssh = { user: "root", port: 22, sudo: false };
  const hosts = addresses.map((address, i) => inventoryHost({ name: `${prefix}-0${i + 1}`, address, ssh }));
  const credentials = new Credentials(`${prefix}-credentials`, {
    healthCheckGeneration: 1,
    statsGeneration: 1,
  });
  const { smsNodes } = new SmsCluster({ hosts, drained: [`${prefix}-02`], credentials, agent, ...more });
  await registered(smsNodes);
  const found = recording.resources.filter(({ name }) => name.startsWith(`${prefix}-01-`));
  return new Map(
    found.map(({ name, inputs }) => [
      name.slice(prefix.length + 4),
      `${String(inputs["create"]).replace(/^.*? apply (host=\S+ )?/, "")}\n${String(inputs["stdin"])}`,
    ]),
  );
}

test("the bundled agent comes with the toolkit and waits as long as HAProxy would", async () => {
  const told = await steps(
    "bundled",
    { kind: "bundled" },
    { healthCheckUser: "checker", witnesses: [{ address: "10.0.0.21", port: 80 }], guardPort: undefined },
  );
  assert.doesNotMatch(told.get("packages") ?? "", /n2pg-aux/);
  assert.match(told.get("ready") ?? "", /agent=bundled/);
  assert.ok(toolkitOf("sms").has("agent/prober.py") && told.get("ready")?.endsWith(toolkitInstaller("sms")));
  assert.match(
    told.get("agent") ?? "",
    /^kind=bundled role=checker patience=2750 cut_off=2225 rival=10\.0\.0\.12 witness=10\.0\.0\.21:80 listen=10\.0\.0\.11 check=5432:25432 version=/,
  );
  assert.match(told.get("database") ?? "", / agent=bundled-[0-9a-f]{8} /);
  assert.match(told.get("agent") ?? "", /\npassword=\S+\nkey=\S+\n/);
  assert.match(told.get("firewall") ?? "", /allow=25432:10\.0\.0\.12/);
  assert.match(told.get("haproxy") ?? "", /option httpchk OPTIONS \/\n/);
});

test("readers get a port of their own, and it is proven", async () => {
  const readers = { listenPort: 25_433, checkPath: "/replica?lag=16MB" };
  const told = await steps(
    "readers",
    { kind: "bundled" },
    { databases: [{ name: "ACD", port: 5432, listenPort: 15432, checkPort: 25432, readers }] },
  );
  assert.match(told.get("firewall") ?? "", / open=15432 open=25433 /);
  assert.match(told.get("haproxy") ?? "", / readers=Postgres-ACD-read:25433 /);
  assert.match(told.get("haproxy") ?? "", /option httpchk OPTIONS \/replica\?lag=16MB\n/);
});

test("somebody else's endpoint is asked, and otherwise left alone", async () => {
  const told = await steps(
    "other",
    { kind: "endpoint", method: "GET", path: "/primary" },
    { databases: [{ name: "ACD", port: 5432, listenPort: 15432, checkPort: 8008 }] },
  );
  assert.deepEqual(
    [...told.keys()],
    ["ready", "packages", "database", "firewall", "guard", "haproxy-secrets", "haproxy", "retire"],
  );
  assert.doesNotMatch(told.get("packages") ?? "", /n2pg-aux/);
  assert.match(told.get("firewall") ?? "", / allow=8008:10\.0\.0\.12 /, "the other nodes' HAProxy asks it");
  assert.match(told.get("haproxy") ?? "", /option httpchk GET \/primary\n[^]*check port 8008 agent-check /);
});

test("somebody else's endpoint is asked over TLS where it says so", async () => {
  const tls = { caFile: "/etc/pki/ca.pem", serverName: "patroni" };
  const told = await steps("tls", { kind: "endpoint", method: "GET", path: "/primary", tls });
  const check =
    / check port 25432 check-ssl verify required ca-file \/etc\/pki\/ca\.pem verifyhost patroni agent-check /;
  assert.match(told.get("haproxy") ?? "", check);
});

test("Prometheus gets a port of HAProxy's and the bundled agent's, from its own address", async () => {
  const metrics = { port: 8405, bind: "node", from: ["10.0.0.9"] };
  const told = await steps("metrics", { kind: "bundled" }, { metrics });
  assert.match(told.get("firewall") ?? "", / allow=8405:10\.0\.0\.9 allow=25432:10\.0\.0\.9 version=/);
  assert.equal([...told.keys()].at(-2), "metrics");
  assert.match(
    told.get("metrics") ?? "",
    /^at=10\.0\.0\.11:8405 local_peer=10\.0\.0\.11 version=[^]*\n {4}bind 10\.0\.0\.11:8405\n/,
  );
  const vendors = await steps(
    "vendors",
    { kind: "n2pg-aux", service: "pgsqlchk", configFile: "/etc/c.json" },
    { metrics },
  );
  assert.match(vendors.get("firewall") ?? "", / allow=8405:10\.0\.0\.9 version=/);
});

test("the stats page is proven where it is bound", async () => {
  const told = await steps("bound", { kind: "bundled" }, { stats: { port: 7000, bind: "node", user: "a" } });
  assert.match(told.get("haproxy") ?? "", / stats=10\.0\.0\.11:7000 /);
});

test("a node out of service is disabled, and a primary only when that is said", async () => {
  const told = await steps("drained", { kind: "bundled" });
  assert.match(told.get("haproxy") ?? "", /server drained-01 .* check port 25432 agent-check .*\n/);
  assert.match(told.get("haproxy") ?? "", /server drained-02 .* check port 25432 [^\n]* disabled\n/);
  assert.doesNotMatch(told.get("haproxy") ?? "", /drain_primary/);
  const forced = await steps("forced", { kind: "bundled" }, { drainPrimary: true });
  assert.match(forced.get("haproxy") ?? "", / drain_primary=yes /);
});

const kinds: readonly Agent[] = [
  { kind: "n2pg-aux", service: "pgsqlchk", configFile: "/etc/psqlchk/config.json" },
  { kind: "bundled" },
  { kind: "endpoint", method: "OPTIONS", path: "/primary" },
];
for (const [index, agent] of kinds.entries()) {
  test(`a guard beside the agent ${agent.kind}`, async () => {
    const witnesses = [{ address: "10.0.0.21", port: 80 }];
    const told = await steps(`guarded${index}`, agent, { guardPort: 10_001, witnesses });
    const name = `guarded${index}`;
    assert.match(
      told.get("guard") ?? "",
      new RegExp(
        `^node=${name}-01 listen=10\\.0\\.0\\.11 port=10001 role=health_check_user lease=3175 hold=350 ` +
          `database=ACD:5432 rival=${name}-02:10\\.0\\.0\\.12 witness=10\\.0\\.0\\.21:80 version=`,
      ),
    );
    assert.match(told.get("guard") ?? "", /\npassword=\S+\nkey=\S+\n/);
    assert.match(told.get("firewall") ?? "", /allow=10001:10\.0\.0\.12/);
    const asks = `agent-check agent-addr 127.0.0.1 agent-port 10001 agent-inter 50ms agent-send "${name}-02 ACD\\n"`;
    assert.ok(told.get("haproxy")?.includes(asks));
    assert.doesNotMatch(told.get("agent") ?? "", /rival=|witness=/, "they are the guard's to hear");
    assert.deepEqual([...told.keys()].indexOf("guard") + 1, [...told.keys()].indexOf("haproxy-secrets"));
  });
}

test("a guard comes by default, unless there is but one node", async () => {
  const all = await steps("default", { kind: "bundled" });
  const alone = await steps("alone", { kind: "bundled" }, { drained: [] }, ["10.0.0.11"]);
  for (const [told, wanted] of [
    [all, true],
    [alone, false],
  ] as const) {
    assert.equal(told.has("guard"), wanted);
    assert.equal(/agent-check/.test(told.get("haproxy") ?? ""), wanted);
    assert.equal(
      / bind=10\.0\.0\.11:10001 bind=127\.0\.0\.1:10001 [^]* guard=yes service=n2acd-ha-agent service=n2acd-ha-guard /.test(
        told.get("ready") ?? "",
      ),
      wanted,
    );
    assert.equal(/=10001:/.test(told.get("firewall") ?? ""), wanted);
  }
});

test("without guards nothing of theirs is there", async () => {
  const told = await steps("unguarded", { kind: "bundled" }, { guardPort: undefined });
  assert.ok(!told.has("guard"));
  assert.doesNotMatch([...told.values()].slice(3).join("\n"), /agent-check|10001/);
});

test("the peers' port is open only where HAProxies tell each other which primary they use", async () => {
  for (const splitBrain of ["keep", "refuse"] as const) {
    const told = await steps(splitBrain, { kind: "bundled" }, { splitBrain });
    assert.equal(/=10000:/.test(told.get("firewall") ?? ""), splitBrain === "keep");
  }
});
