// The ready step: one clear sentence for the first thing that is missing.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { PlayedHost } from "../../support/steps/played.ts";
import { shells, toolkit } from "../../support/steps/steps.ts";

const answers = {
  dnf: "",
  rpm: "",
  systemctl: `case "$*" in *LoadState*httpd.service*) echo loaded ;; *LoadState*) echo not-found ;; esac`,
  ip: "printf '1: lo inet 127.0.0.1/8 scope host lo\\n2: eth0 inet 10.0.0.11/24 scope global\\n'",
  getent: `case "$2" in sms-01) echo '10.0.0.11 STREAM sms-01' ;; looped) echo '127.0.1.1 STREAM looped' ;; *) exit 2 ;; esac`,
  runuser: `shift 3; exec "$@"`,
  psql: "cat >/dev/null; echo f",
  df: "printf 'Filesystem 1024-blocks Used Available Capacity Mounted\\n/dev/vda1 9000000 0 5000000 1%% /\\n'",
  getenforce: "echo Enforcing",
  "firewall-cmd": "exit 252",
  busctl: "exit 1",
  // Not to meet a real one.
  ufw: "echo 'Status: inactive'",
};
const sms = ["role=sms", "port=5432", "address=10.0.0.11"];
const facts =
  '{"os":"Rocky Linux 9.4","family":"dnf","apache":"httpd","selinux":"enforcing","firewall":"none"}\n';

const missing: [string, Partial<typeof answers>, string[], RegExp][] = [
  [
    "no root",
    { id: 'case "$1" in -u) echo 1000 ;; *) echo deploy ;; esac' } as object,
    sms,
    /it runs as deploy, not as root/,
  ],
  [
    "no Apache",
    { systemctl: "echo not-found" },
    ["role=fe"],
    /Apache is not installed: no service httpd or apache2/,
  ],
  [
    "no CA of Jarvis over TLS",
    {},
    ["role=fe", "jarvis_ca=/etc/pki/sms-ca.pem"],
    /\/etc\/pki\/sms-ca\.pem, by which HAProxy is to check the certificates of the SMS nodes, is not there or holds no certificate; nothing was changed/,
  ],
  [
    "no certificate of a page",
    {},
    [...sms, "certificate=/etc/pki/page.pem"],
    /\/etc\/pki\/page\.pem, which HAProxy is to show on a page of its own, is not there or lacks a certificate or a key; nothing was changed/,
  ],
  [
    "a masked HAProxy",
    {
      systemctl: `case "$*" in *LoadState*haproxy.service*) echo masked ;; *LoadState*) echo loaded ;; esac`,
    },
    sms,
    /haproxy\.service is masked here, so systemd refuses to start it; nothing was changed/,
  ],
  [
    "a masked agent",
    {
      systemctl: `case "$*" in *LoadState*pgsqlchk.service*) echo masked ;; *LoadState*) echo loaded ;; esac`,
    },
    [...sms, "service=pgsqlchk"],
    /pgsqlchk\.service is masked here/,
  ],
  ["no room", { df: "printf 'F\\n/dev/vda1 9 0 4096 1%% /\\n'" }, sms, /\/etc has 4 MB free, 10 are needed/],
  [
    "another's address",
    {},
    ["role=sms", "address=10.0.0.99"],
    /10\.0\.0\.99 is not an address of this host, which has 10\.0\.0\.11/,
  ],
  ["a name that loops", {}, ["role=sms", "address=looped"], /looped resolves to the loopback address here/],
  ["no such name", {}, ["role=sms", "address=nowhere"], /the name nowhere has no address here/],
  [
    "PostgreSQL down",
    {
      psql: "cat >/dev/null; echo 'psql: error: connection to server on socket failed: No such file' >&2; exit 2",
    },
    sms,
    /PostgreSQL on port 5432 does not answer its superuser: connection to server on socket failed/,
  ],
  ["no role", {}, ["role=db"], /'db' is not a role/],
];

for (const shell of shells) {
  describe(`ready, under ${shell}`, () => {
    for (const args of [sms, ["role=sms", "port=5432", "address=sms-01"], ["role=fe"]]) {
      it(`prints what it found: ${args.join(" ")}`, async () => {
        const host = await PlayedHost.make(shell, answers);
        const { status, stdout, stderr } = await host.step("ready", "apply", args);
        assert.deepEqual([status, stdout, stderr], [0, facts, "n1: ready: is ready\n"]);
        await host.remove();
      });
    }

    for (const [what, other, args, sentence] of missing) {
      it(`stops at ${what}`, async () => {
        const host = await PlayedHost.make(shell, { ...answers, ...other });
        const { status, stdout, stderr } = await host.step("ready", "apply", args);
        assert.deepEqual([status, stdout], [1, ""]);
        assert.match(stderr, sentence);
        assert.match(stderr, /^n2acd-ha: n1: step ready: .*\. What to do: .*\.\n$/);
        await host.remove();
      });
    }

    it("stops where the guard cannot run, and says how to do without", async () => {
      const host = await PlayedHost.make(shell, answers);
      const ready = (words: string) =>
        host.script(`N2ACD_PYTHONS=/nowhere exec ${shell} ${toolkit}/step.sh ready apply host=n1 ${words}`);
      const { status, stderr } = await ready([...sms, "guard=yes"].join(" "));
      assert.equal(status, 1);
      assert.match(
        stderr,
        /^n2acd-ha: n1: step ready: the guard needs Python 3\.6 or newer, .* or do without guards on every node: pulumi config set n2acd-ha:guard false\.\n$/,
      );
      assert.equal((await host.step("ready", "apply", [...sms, "guard=yes"])).status, 0);
      await host.remove();
    });

    it("needs no Apache for PostgreSQL alone, and says where front ends would find nothing", async () => {
      const host = await PlayedHost.make(shell, { ...answers, systemctl: "echo not-found" });
      const alone = await host.step("ready", "apply", sms);
      assert.deepEqual([alone.status, alone.stdout], [0, facts.replace("httpd", "none")], alone.stderr);
      assert.equal(alone.stderr, "n1: ready: is ready\n");
      const fronted = await host.step("ready", "apply", [...sms, "front=9"]);
      assert.equal(fronted.status, 0, fronted.stderr);
      assert.match(
        fronted.stderr,
        /warning: nothing listens on port 9 here, to which front ends send the calls of Jarvis\n/,
      );
      await host.remove();
    });

    it("tells how many connections fit, health checks included, and warns where these are few", async () => {
      for (const [max, words, says] of [
        [
          100,
          "connections=5432:2:100",
          /^n1: ready: PostgreSQL on port 5432 takes 97 connections .* passes on at most 45, not the 100 .* max_connections = 210 it would be 100\n/,
        ],
        [100, "connections=5432:2:45", undefined],
        [210, "connections=5432:2:100", undefined],
        [209, "connections=5432:2:100", /at most 99, not the 100/],
        [100, "connections=5432:4:100", /at most 22, not/],
        [
          40,
          "connections=5432:2:100",
          /^n1: ready: warning: PostgreSQL on port 5432 takes 37 connections .* at most 15, /,
        ],
        [6, "connections=5432:2:100", /at most 1, /],
      ] as const) {
        const psql = `case "$(cat)" in *superuser_reserved*) echo ${max - 3} ;; *max_connections*) echo ${max} ;; *) echo f ;; esac`;
        const host = await PlayedHost.make(shell, { ...answers, psql });
        const { status, stderr } = await host.step("ready", "apply", [...sms, words]);
        assert.equal(status, 0);
        if (says === undefined) assert.equal(stderr, "n1: ready: is ready\n");
        else assert.match(stderr, says);
        await host.remove();
      }
    });

    it("says where the lines for pg_hba.conf belong while another program writes that file", async () => {
      const line = (address: string) => `host postgres checks ${address} scram-sha-256`;
      const block = `# BEGIN n2acd-ha (x)\n${line("10.0.0.11/32")}\n# END n2acd-ha\n`;
      const patroni =
        "# Do not edit this file manually!\n# It will be overwritten by Patroni!\nlocal all all peer\n";
      for (const [text, warned] of [
        [
          patroni,
          /warning: Patroni rewrites \S+pg_hba\.conf, .* its configuration, under postgresql\.pg_hba, before/,
        ],
        [`${block}${patroni}`, /warning: Patroni rewrites/],
        [`${patroni}${line("10.0.0.0/8")}\n`, undefined],
        [`${patroni}# ${line("10.0.0.0/8")}\n`, /warning: Patroni rewrites/],
        [
          "# This file is managed by Puppet. DO NOT EDIT.\n",
          /warning: Puppet rewrites .* into what it writes there/,
        ],
        ["# Ansible managed\n", /warning: Ansible rewrites/],
        ["# PostgreSQL Client Authentication Configuration File\nlocal all postgres peer\n", undefined],
        [`${block}local all all peer\n`, undefined],
      ] as const) {
        const host = await PlayedHost.make(shell, {
          ...answers,
          psql: `case "$(cat)" in *'SHOW hba_file'*) echo "$ROOT/pg_hba.conf" ;; *) echo f ;; esac`,
        });
        await host.write("pg_hba.conf", text);
        const { status, stderr } = await host.step("ready", "apply", [
          ...sms,
          "user=checks",
          "sms=10.0.0.11",
          "sms=fd00::12",
        ]);
        assert.equal(status, 0, stderr);
        if (warned === undefined) assert.equal(stderr, "n1: ready: is ready\n", text);
        else {
          assert.match(stderr, warned, text);
          for (const address of ["127.0.0.1/32", "::1/128", "10.0.0.11/32", "fd00::12/128"])
            assert.ok(stderr.includes(line(address)));
        }
        await host.remove();
      }
    });

    it("refuses an operating system that it does not know", async () => {
      const host = await PlayedHost.make(shell, answers);
      await host.write("etc/os-release", 'ID=arch\nPRETTY_NAME="Arch Linux"\n');
      const { stderr } = await host.step("ready", "apply", sms);
      assert.match(stderr, /Arch Linux is neither of the RHEL family nor Debian or Ubuntu/);
      await host.remove();
    });

    it("takes back what other steps have left behind", async () => {
      const host = await PlayedHost.make(shell, answers);
      await host.write("var/lib/n2acd-ha/packages/args", "host=n1\npackage=x\n\n");
      const { status, stderr } = await host.step("ready", "undo", sms);
      assert.deepEqual([status, stderr], [0, "n1: ready: undoes packages\n"]);
      assert.equal(await host.read("var/lib/n2acd-ha/packages/args"), "");
      await host.remove();
    });
  });
}
