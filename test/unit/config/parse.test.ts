import assert from "node:assert/strict";
import { test } from "node:test";
import { parseConfig } from "../../../config/parse.ts";
import { guardedFast, profiles } from "../../../lib/failover.ts";
import { keys, smallest } from "../../support/samples.ts";

await test("the smallest stack gets the guide's values, corrected", () => {
  const { smsNodes, ...rest } = parseConfig(smallest);
  assert.partialDeepStrictEqual(rest, {
    dev: undefined,
    smsStack: undefined,
    feNodes: [],
    databases: [{ name: "ACD", port: 5432, listenPort: 15_432, checkPort: 25_432, readers: undefined }],
    stats: { port: 7000, bind: "*", user: "admin", passwordGeneration: 1 },
    statusKeys: [],
    jarvis: {
      path: "/n2acd-fe/jarvis-agent",
      port: 80,
      checkPath: undefined,
      tls: undefined,
      file: undefined,
    },
    failover: { profile: "fast", settings: profiles.fast, guarded: guardedFast },
    agent: { kind: "n2pg-aux", service: "pgsqlchk", configFile: "/etc/psqlchk/config.json" },
    drained: [],
    drainPrimary: false,
    lost: [],
    healthCheck: { user: "health_check_user", passwordGeneration: 1 },
    firewall: { exposeApache: false, exposeApacheTls: false },
    fe: { port: 80, apachePort: 81, tls: undefined },
    peersPort: 10_000,
    guard: true,
    guardPort: 10_001,
    frontEnds: [],
    vips: [],
    rollout: { feBatch: 1, feCanary: 0, settle: 0 },
    repair: {},
    adopt: {},
    splitBrain: "keep",
    extraConfig: { sms: {}, fe: {} },
    hardStopAfter: 1_800_000,
    maxConnections: { sms: 1000, fe: 1024, server: 100 },
    timeouts: { client: 1_800_000, server: 1_800_000 },
    insecurelyTrustAnyHostKey: false,
  });
  assert.deepEqual(smsNodes[0], {
    name: "sms-01",
    formerly: undefined,
    address: "10.0.0.11",
    hostKey: keys.ed25519,
    ssh: { user: "root", port: 22, sudo: false, bastion: undefined },
  });
});

await test("the dev stack's containers get their addresses", () => {
  const config = parseConfig({
    dev: { subnet: "10.9.8.0/24" },
    smsNodes: [
      { name: "sms-01", flavour: "apt" },
      { name: "sms-02", flavour: "dnf" },
    ],
    feNodes: [{ name: "fe-01", flavour: "dnf" }],
  });
  assert.deepEqual(config.smsNodes[1], { name: "sms-02", flavour: "dnf", address: "10.9.8.12" });
  assert.deepEqual(config.feNodes, [{ name: "fe-01", flavour: "dnf", address: "10.9.8.21" }]);
});

await test("a node's own ssh settings win, and who is not root becomes root with sudo", () => {
  const bastion = { address: "jump.example", hostKey: keys.rsa };
  const [first, second] = smallest.smsNodes;
  const config = parseConfig({
    ssh: { user: "deploy", bastion },
    smsNodes: [first, { ...second, ssh: { user: "root", port: 2222, bastion: "none" } }],
  });
  assert.deepEqual(
    config.smsNodes.map((node) => "ssh" in node && node.ssh),
    [
      { user: "deploy", port: 22, sudo: true, bastion: { ...bastion, port: 22, user: "deploy" } },
      { user: "root", port: 2222, sudo: false, bastion: undefined },
    ],
  );
});

const accepted: readonly (readonly [
  what: string,
  change: object,
  path: readonly string[],
  value: unknown,
])[] = [
  ["times in any unit", { hardStopAfter: "2m" }, ["hardStopAfter"], 120_000],
  [
    "readers of the bundled agent",
    { agent: "bundled", databases: [{ name: "ACD", readListenPort: 25_433, readMaxLag: "16MB" }] },
    ["databases", "0", "readers"],
    { listenPort: 25_433, checkPath: "/replica?lag=16MB" },
  ],
  [
    "readers of somebody else's agent",
    {
      agent: { port: 8008, path: "/primary", readPath: "/replica?lag=1MB" },
      databases: [{ name: "ACD", readListenPort: 25_433 }],
    },
    ["databases", "0", "readers"],
    { listenPort: 25_433, checkPath: "/replica?lag=1MB" },
  ],
  ["times in milliseconds", { failoverBudget: 5000 }, ["failoverBudget"], 5000],
  [
    "the guide's profile, contradiction and all",
    { failover: "guide" },
    ["failover", "settings"],
    profiles.guide,
  ],
  [
    "failover settings, the rest as in fast",
    { failover: { inter: "1s", rise: 3 } },
    ["failover"],
    {
      profile: "custom",
      settings: { ...profiles.fast, inter: 1000, rise: 3 },
      guarded: { ...guardedFast, inter: 1000, rise: 3 },
    },
  ],
  [
    "further databases, which HAProxy offers on ports that follow the guide's",
    { databases: [{ name: "ACD" }, { name: "CDR", port: 5433 }] },
    ["databases", "1", "listenPort"],
    15_433,
  ],
  [
    "further databases, whose agents answer on ports that follow the guide's",
    { databases: [{ name: "ACD" }, { name: "CDR", port: 5433 }] },
    ["databases", "1", "checkPort"],
    25_433,
  ],
  [
    "a key line with a comment",
    { smsNodes: [{ ...smallest.smsNodes[0], hostKey: `${keys.rsa} root@sms-01` }, smallest.smsNodes[1]] },
    ["smsNodes", "0", "hostKey"],
    keys.rsa,
  ],
  [
    "Jarvis' whole description",
    {
      jarvis: {
        configFile: "/etc/jarvis/jarvis.conf",
        match: "^port *= *5432$",
        set: "port = 15432",
        service: "jarvis",
      },
    },
    ["jarvis", "file"],
    {
      configFile: "/etc/jarvis/jarvis.conf",
      match: "^port *= *5432$",
      set: "port = 15432",
      service: "jarvis",
    },
  ],
];

for (const [what, change, path, value] of accepted) {
  await test(`takes ${what}`, () => {
    const config: unknown = parseConfig({ ...smallest, ...change });
    assert.deepEqual(
      path.reduce((part, key) => (part as Record<string, unknown>)[key], config),
      value,
    );
  });
}

await test("an unpinned host needs the opt-in", () => {
  const smsNodes = smallest.smsNodes.map(({ name, address }) => ({ name, address }));
  const config = parseConfig({ smsNodes, insecurelyTrustAnyHostKey: true });
  assert.deepEqual(
    config.smsNodes.map((node) => "hostKey" in node && node.hostKey),
    [undefined, undefined],
  );
  assert.throws(
    () => parseConfig({ smsNodes }),
    /smsNodes\[1\]\.hostKey: missing; make host-keys STACK=NAME/,
  );
});

await test("each agent is resolved", () => {
  const agentOf = (agent: unknown, more: object = {}) => {
    const { agent: resolved, databases } = parseConfig({ ...smallest, agent, ...more });
    return [resolved, databases.map(({ checkPort }) => checkPort)];
  };
  assert.deepEqual(agentOf("bundled"), [{ kind: "bundled" }, [25_432]]);
  assert.deepEqual(agentOf({ port: 8008 }), [{ kind: "endpoint", method: "OPTIONS", path: "/" }, [8008]]);
  assert.deepEqual(
    agentOf(
      { port: 8008, method: "GET", path: "/primary" },
      { databases: [{ name: "A" }, { name: "B", port: 5433, checkPort: 8009 }] },
    ),
    [{ kind: "endpoint", method: "GET", path: "/primary" }, [8008, 8009]],
  );
});
