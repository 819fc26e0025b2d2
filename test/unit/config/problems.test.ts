import assert from "node:assert/strict";
import { test } from "node:test";
import { parseConfig } from "../../../config/parse.ts";
import { ConfigError } from "../../../config/problems.ts";
import { keys, smallest } from "../../support/samples.ts";

const [first, second] = smallest.smsNodes;

function problems(raw: Record<string, unknown>, secrets: string[] = []): string[] {
  try {
    parseConfig(raw, secrets);
  } catch (error) {
    if (error instanceof ConfigError) return error.problems.map(({ path, text }) => `${path}: ${text}`);
    throw error;
  }
  return [];
}

const node = (change: object): object => ({ smsNodes: [first, { ...second, ...change }] });
const name = 'a name of up to 63 letters, digits, ".", "_" and "-" that begins with a letter or digit';
const vip = (change: object): object => ({
  ...{ name: "jarvis", for: "sms", address: "10.0.0.50", prefix: 24, routerId: 51 },
  ...change,
});
const line = "one line of printable ASCII, not empty";

const table: readonly (readonly [change: object, ...problems: readonly (string | RegExp)[]])[] = [
  [node({ address: "10.0.0" }), 'smsNodes[1].address: "10.0.0" is not an IPv4/IPv6 address or host name'],
  [
    node({ address: undefined }),
    "smsNodes[1].address: missing; it has to be an IPv4/IPv6 address or host name",
  ],
  [
    node({ address: "127.0.0.1" }),
    /^smsNodes\[1\]\.address: "127\.0\.0\.1" is not .* that other machines can use$/,
  ],
  [
    node({ address: "10.0.0.11" }),
    'smsNodes[1].address: "10.0.0.11" is also the address at smsNodes[0].address',
  ],
  [node({ name: "SMS-01" }), 'smsNodes[1].name: "SMS-01" is also the name at smsNodes[0].name'],
  [node({ name: "sms 02" }), `smsNodes[1].name: "sms 02" is not ${name}`],
  [node({ name: "sms-02\n" }), `smsNodes[1].name: "sms-02\\n" is not ${name}`],
  [
    node({ hostKey: "ssh-ed25519 AAAA" }),
    /^smsNodes\[1\]\.hostKey: "ssh-ed25519 AAAA" is not one public key line.*: it is cut short/,
  ],
  [node({ hostKey: `sms-02 ${keys.rsa}` }), /it has a host in front of the key$/],
  [node({ ssh: { sudo: "yes" } }), 'smsNodes[1].ssh.sudo: "yes" is not true or false'],
  [
    node({ ssh: { bastion: { address: "jump" } } }),
    /^smsNodes\[1\]\.ssh\.bastion\.hostKey: missing; .*make host-keys/,
  ],
  [
    node({ ssh: { bastion: { addres: "jump", address: "jump", hostKey: keys.rsa } } }),
    "smsNodes[1].ssh.bastion.addres: unknown key; did you mean address?",
  ],
  [{ smsNodes: [first] }, "smsNodes: a list of 1 is not a list of two or more SMS nodes"],
  [{ smsNodes: undefined }, "smsNodes: missing; it has to be a list of two or more SMS nodes"],
  [
    { feNodes: [{ ...first, name: "fe-01" }] },
    'feNodes[0].address: "10.0.0.11" is also the address at smsNodes[0].address',
  ],
  [{ feNodes: { name: "fe-01" } }, 'feNodes: {"name":"fe-01"} is not a list of FE nodes'],
  [{ shh: { user: "deploy" } }, "shh: unknown key; did you mean ssh?"],
  [{ somethingElse: 1 }, /^somethingElse: unknown key; known are frontEnds, ssh, sshPrivateKey, /],
  [{ ssh: "root" }, 'ssh: "root" is not a map with the keys user, port, sudo, bastion'],
  [{ ssh: { user: "root; reboot" } }, 'ssh.user: "root; reboot" is not a login name'],
  [{ ssh: { port: 0 } }, "ssh.port: 0 is not a port from 1 to 65535"],
  [{ ssh: { port: 80 } }, "jarvis.port: 80 is taken by ssh.port on each SMS node"],
  [
    { jarvis: { tls: { caFile: "/etc/ca.pem" } } },
    "jarvis.tls.serverName: missing; smsNodes[0].address is no name, and HAProxy compares certificates with names alone",
  ],
  [
    { jarvis: { tls: { caFile: "/etc/ca.pem", serverName: "10.0.0.11" } } },
    'jarvis.tls.serverName: "10.0.0.11" is not a host name, such as sms.example.net',
  ],
  [
    { jarvis: { tls: { caFile: "/etc/ca.pem", serverName: "sms", port: 80 } } },
    "jarvis.tls.port: 80 is taken by jarvis.port on each SMS node",
  ],
  [{ jarvis: { tls: { serverName: "sms" } } }, /^jarvis\.tls\.caFile: missing/],
  [{ jarvis: { tls: true } }, "jarvis.tls: true is not a map with the keys port, caFile, serverName"],
  [{ metrics: { port: 7000 } }, "metrics.port: 7000 is taken by stats.port on each SMS node"],
  [{ metrics: { from: ["10.0.0"] } }, /^metrics\.from\[0\]: "10\.0\.0" is not an IPv4/],
  [{ metrics: true }, "metrics: true is not a map with the keys port, bind, tls, from"],
  [{ statusKeys: "me.pub" }, 'statusKeys: "me.pub" is not a list of public keys'],
  [{ statusKeys: ["id_ed25519.pub"] }, /^statusKeys\[0\]: "id_ed25519\.pub" is not one public key line/],
  [{ guardPort: 7000 }, "guardPort: 7000 is taken by stats.port on each SMS node"],
  [{ peersPort: 10_001 }, "guardPort: 10001 is taken by peersPort on each SMS node"],
  [{ guard: "yes" }, 'guard: "yes" is not true or false'],
  [{ peersPort: 7000 }, "peersPort: 7000 is taken by stats.port on each SMS node"],
  [{ stats: { port: 443 } }, "stats.port: 443 is taken by Apache's TLS on each SMS node"],
  [{ stats: { port: 15432 } }, "databases[0].listenPort: 15432 is taken by stats.port on each SMS node"],
  [
    { stats: { bind: "10.0.0.1" } },
    'stats.bind: "10.0.0.1" is not "*" (all addresses), "node" (each node\'s own address), "127.0.0.1" or "::1"',
  ],
  [
    { extraConfig: { sms: { "listen Postgres-CDR": ["x"] } } },
    'extraConfig.sms."listen Postgres-CDR": no such section; known are global, defaults, peers sms, listen stats, listen Postgres-ACD, sections',
  ],
  [
    { extraConfig: { fe: { "peers sms": ["x"] } } },
    /^extraConfig\.fe\."peers sms": no such section; known are .*frontend http-in, backend apache, backend jarvis, sections$/,
  ],
  [
    { extraConfig: { sms: { global: ["maxconn 1", "  listen mine"] } } },
    "extraConfig.sms.global[1]: begins a section; put it under sections",
  ],
  [
    { extraConfig: { sms: { global: ["a\nlisten b"] } } },
    /^extraConfig\.sms\.global\[0\]: .* is not one line/,
  ],
  [
    { extraConfig: { sms: { global: ['"listen" x', ".if 1", "maxconn 1 \\"] } } },
    "extraConfig.sms.global[0]: has to begin with a directive of HAProxy's",
    "extraConfig.sms.global[1]: has to begin with a directive of HAProxy's",
    "extraConfig.sms.global[2]: ends in a backslash; a directive is one line",
  ],
  [
    { extraConfig: { fe: { "listen stats": ["stats auth admin:secret"] } } },
    /^extraConfig\.fe\."listen stats"\[0\]: may hold a password/,
  ],
  [
    { extraConfig: { fe: { sections: ["server a 10.0.0.1:1", "userlist u", "backend apache"] } } },
    "extraConfig.fe.sections[0]: has to begin a section, such as backend mine",
    /^extraConfig\.fe\.sections\[1\]: is not listen, frontend/,
    "extraConfig.fe.sections[2]: there is a section apache already",
  ],
  [{ databases: [] }, "databases: a list of 0 is not one database or more"],
  [{ databases: [{ name: "A'; DROP" }] }, /^databases\[0\]\.name: "A'; DROP" is not a name/],
  [
    { databases: [{ name: "ACD", port: 60000 }] },
    "databases[0].listenPort: 70000 is not a port from 1 to 65535; it was derived from port, so set it yourself",
    /^databases\[0\]\.checkPort: 80000/,
  ],
  [
    { databases: [{ name: "ACD" }, { name: "acd", port: 5433 }] },
    'databases[1].name: "acd" is also the name at databases[0].name',
  ],
  [
    { jarvis: { set: "port = 15432" } },
    /^jarvis\.configFile: missing; configFile, match, set, service are given together/,
    /^jarvis\.match/,
    /^jarvis\.service/,
  ],
  [
    { jarvis: { configFile: "/etc/../x", match: "(", set: "a\nb", service: "j;" } },
    /^jarvis\.configFile: "\/etc\/\.\.\/x" is not the full path/,
    /^jarvis\.match: "\(" is not an extended regular expression/,
    `jarvis.set: "a\\nb" is not ${line}`,
    'jarvis.service: "j;" is not the name of a systemd service',
  ],
  [{ jarvis: { path: "/" } }, /^jarvis\.path: "\/" is not a path/],
  [{ jarvis: { path: "/a if TRUE" } }, /^jarvis\.path/],
  [{ failover: "quick" }, 'failover: "quick" is not "guide", "fast" or a map of settings'],
  [
    { failover: { inter: "fast", fal: 3 } },
    /^failover\.inter: "fast" is not a time from 50ms to 1h/,
    "failover.fal: unknown key; did you mean fall?",
  ],
  [
    { failover: { inter: "1s", checkTimeout: "2s" } },
    "failover: checkTimeout 2 s > inter 1 s: a check must have ended when the next one is due",
  ],
  [
    { failover: "guide", failoverBudget: "20s", guard: false },
    "failoverBudget: 20 s is not enough until a hung agent is noticed: inter 3 s + 2 x fastinter 3 s + 3 x checkTimeout 5 s + answer 0.1 s = 24.1 s",
  ],
  [
    { failover: "guide", failoverBudget: "15s" },
    "failoverBudget: 15 s is not enough until a primary is used that was promoted beside a silent one: lease 14.8 s + margin 0.3 s + probe 0.1 s + agent-inter 0.05 s = 15.25 s",
  ],
  [{ failoverBudget: "5" }, /^failoverBudget: "5" is not a time/],
  [
    { agent: "patroni" },
    'agent: "patroni" is not "n2pg-aux", "bundled" or a map with the keys port, method, path, readPath, tls',
  ],
  [{ agent: { path: "/primary" } }, "agent.port: missing; it has to be a port from 1 to 65535"],
  [{ agent: { port: 8008, path: "/ primary" } }, /^agent\.path: "\/ primary" is not a path/],
  [{ agent: { port: 8008, method: "POST" } }, 'agent.method: "POST" is not "OPTIONS", "GET" or "HEAD"'],
  [{ agent: { port: 7000 } }, "databases[0].checkPort: 7000 is taken by stats.port on each SMS node"],
  [
    { agent: { port: 8008 }, databases: [{ name: "A" }, { name: "B", port: 5433 }] },
    "databases[1].checkPort: 8008 is taken by databases[0].checkPort on each SMS node",
  ],
  [
    { databases: [{ name: "ACD", readListenPort: 25_433 }] },
    /^databases\[0\]\.readListenPort: n2pg-aux does not tell a good standby from a dead one; use the agent "bundled"/,
  ],
  [
    { agent: { port: 8008 }, databases: [{ name: "ACD", readListenPort: 25_433, readMaxLag: "1MB" }] },
    "agent.readPath: missing; databases[0].readListenPort needs it",
    "databases[0].readMaxLag: belongs into agent.readPath",
  ],
  [
    { agent: "bundled", databases: [{ name: "ACD", readMaxLag: "1MB" }] },
    "databases[0].readMaxLag: is only for readers: give readListenPort",
  ],
  [
    { agent: "bundled", databases: [{ name: "ACD", readListenPort: 7000 }] },
    "databases[0].readListenPort: 7000 is taken by stats.port on each SMS node",
  ],
  [
    { agent: "bundled", databases: [{ name: "ACD", readListenPort: 25_433, readMaxLag: "lots" }] },
    /^databases\[0\]\.readMaxLag: "lots" is not a size/,
  ],
  [
    {
      agent: "bundled",
      databases: [
        { name: "ACD", readListenPort: 25_440 },
        { name: "ACD-read", port: 5433 },
      ],
    },
    "databases[0].readListenPort: its listen section would have the same name as that of databases[1]",
  ],
  [
    { guard: false, witnesses: [{ address: "10.0.0.1", port: 80 }] },
    'witnesses: is with guard: false only for the agent "bundled"; leave it out',
  ],
  [
    { agent: "bundled", witnesses: [{ address: "127.0.0.1", port: 80 }] },
    /^witnesses\[0\]\.address: "127\.0\.0\.1" is not an IPv4/,
  ],
  [
    {
      vips: [
        vip({}),
        vip({ address: "10.0.0.11" }),
        vip({ name: "shop", routerId: 52, address: "10.0.0.255" }),
      ],
    },
    'vips[1].name: "jarvis" is also vips[0].name',
    "vips[1].routerId: 51 is also vips[0].routerId",
    'vips[1].address: "10.0.0.11" is also smsNodes[0].address',
    'vips[2].address: "10.0.0.255" is the first or the last address of a network /24, which no host may have; see prefix',
  ],
  [
    { vips: [vip({ address: "FD00::50", prefix: 64 })] },
    'vips[0].address: "fd00::50" is of another family than smsNodes[0].address, "10.0.0.11": nodes have to be known by an address of its family, or by a name that has one',
  ],
  [{ vips: [vip({ prefix: 33 })] }, 'vips[0].prefix: 33 is more than 32, the most for "10.0.0.50"'],
  [
    { vips: [vip({ for: "fe" })] },
    "vips[0].for: this stack has 0 front ends; an address that one of them has at a time needs two or more",
  ],
  [{ frontEnds: ["10.0.0.50"], vips: [vip({})] }, 'vips[0].address: "10.0.0.50" is also frontEnds[0]'],
  [
    { vips: [vip({ address: "jarvis.example.net", interface: "eth0 ", password: "x" })] },
    /^vips\[0\]\.password: unknown key|is not an IPv4\/IPv6 address that other machines can use, written out|is not the name of a network interface$/,
    /^vips/,
    /^vips/,
  ],
  [{ drained: ["sms-03"] }, 'drained[0]: "sms-03" is not an SMS node; known are sms-01, sms-02'],
  [{ drained: ["sms-01", "sms-02"] }, "drained: no SMS node would be left in service"],
  [{ drained: "sms-01" }, 'drained: "sms-01" is not a list of SMS nodes\' names'],
  [{ lost: ["sms-03"] }, 'lost[0]: "sms-03" is not a node; known are sms-01, sms-02'],
  [{ lost: ["sms-02", "sms-01"] }, "lost: no SMS node would be left; without any, destroy the stack"],
  [{ lost: ["sms-02"], drained: ["sms-01"] }, "drained: no SMS node would be left in service"],
  [node({ formerly: "SMS-02" }), "smsNodes[1].formerly: is the node's present name; leave it out"],
  [
    node({ formerly: "sms-01" }),
    'smsNodes[1].formerly: "sms-01" is also smsNodes[0].name; rename one node, run up, then the other',
  ],
  [
    {
      smsNodes: [
        { ...first, formerly: "old" },
        { ...second, formerly: "old" },
      ],
    },
    'smsNodes[1].formerly: "old" is also smsNodes[0].formerly; rename one node, run up, then the other',
  ],
  [
    { agent: "bundled", agentService: "pgsqlchk" },
    'agentService: is only for the agent "n2pg-aux"; leave it out',
  ],
  [{ healthCheck: { user: "pg_monitor" } }, /^healthCheck\.user: "pg_monitor" is not a PostgreSQL role/],
  [
    { healthCheck: { user: "checker" } },
    'healthCheck.user: "checker" is not "health_check_user", the only role that n2pg-aux logs in as',
  ],
  [{ firewall: { zone: "a b" } }, 'firewall.zone: "a b" is not the name of a firewalld zone'],
  [{ insecurelyTrustAnyHostKey: "true" }, 'insecurelyTrustAnyHostKey: "true" is not true or false'],
  [
    { dev: {} },
    /^smsNodes\[0\]\.flavour: missing; it has to be "apt" or "dnf"/,
    /unknown key/,
    /unknown key/,
    /flavour/,
    /unknown key/,
    /unknown key/,
  ],
];

for (const [change, ...expected] of table) {
  await test(JSON.stringify(change).slice(0, 110), () => {
    const found = problems({ ...smallest, ...change });
    assert.equal(found.length, expected.length, found.join("\n"));
    for (const [i, text] of expected.entries()) {
      if (typeof text === "string") assert.equal(found[i], text);
      else assert.match(found[i] ?? "", text);
    }
  });
}

await test("everything is reported at once, in one message", () => {
  const raw = {
    smsNodes: [
      { ...first, address: "10.0.0" },
      { ...second, name: "sms-01" },
    ],
    peersPort: 7000,
    x: 1,
  };
  assert.throws(() => parseConfig(raw), {
    name: "ConfigError",
    message:
      /has 4 problems:\n {2}smsNodes\[0\]\.address: .*\n {2}x: .*\n {2}smsNodes\[1\]\.name: .*\n {2}peersPort: /,
  });
});
