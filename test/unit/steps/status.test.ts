// The scripts that read how a host is, against a played host: what they print, and that they only ask.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { describe, it } from "node:test";
import { type Question, scriptFor } from "../../../tools/status/question.ts";
import { readAnswer } from "../../../tools/status/answer.ts";
import { certificate } from "../../support/certificate.ts";
import { PlayedHost } from "../../support/steps/played.ts";
import { shells } from "../../support/steps/steps.ts";

const sms: Question = {
  node: "n1",
  kind: "sms",
  address: "10.0.0.11",
  databases: [{ name: "ACD", port: 5432 }],
  listens: [{ section: "Postgres-ACD", port: 15_432 }],
  paths: [
    {
      kind: "agent",
      section: "Postgres-ACD",
      to: "n2",
      address: "10.0.0.12",
      port: 25_432,
      check: { method: "OPTIONS", path: "/it's", tls: false },
    },
    {
      kind: "postgresql",
      section: "Postgres-ACD",
      to: "n2",
      address: "10.0.0.12",
      port: 5432,
      login: "health_check_user",
    },
  ],
  services: ["haproxy", "pgsqlchk"],
  front: undefined,
  drained: [],
  config: "x",
};
const front: Question = {
  ...sms,
  kind: "fe",
  databases: [],
  listens: [],
  paths: [],
  services: ["haproxy"],
  front: { port: 80, path: "/it's here" },
};

const answers = {
  haproxy: "echo 'HA-Proxy version 2.4.22-f8e3218 2023/02/14 - https://haproxy.org/'",
  socat: `cat >/dev/null; printf 'Pid: 77\\nUptime_sec: 12\\nMaxconn: 100\\nCurrConns: 3\\n\\n# pxname,svname,status\\nPostgres-ACD,sms-01,UP\\n\\n'`,
  systemctl: `case "$*" in
    *MainPID*) echo 1 ;;
    *) printf 'Id=haproxy.service\\nLoadState=loaded\\nActiveState=active\\nUnitFileState=enabled\\nType=notify\\nStateChangeTimestampMonotonic=1000000\\n\\n'
       printf 'Id=postgresql.service\\nLoadState=loaded\\nActiveState=active\\nUnitFileState=enabled\\nType=oneshot\\nStateChangeTimestampMonotonic=1\\n\\n'
       printf 'Id=pgsqlchk.service\\nLoadState=not-found\\nActiveState=inactive\\nUnitFileState=\\nType=simple\\nStateChangeTimestampMonotonic=0\\n' ;;
  esac`,
  runuser: `cat >/dev/null; printf 'role|primary\\nversion|15.9 (Debian 15.9-0)\\ntimeline|3\\n'`,
  psql: `case "$*" in
    *inet_server_addr*) printf 'f|10.0.0.12\n' ;;
    *) echo t ;;
  esac`,
  curl: `case "$*" in
    *-X*) printf 'HTTP/1.1 503 primary, held back: sms-02 is a primary as well\\r\\nServer: x\\r\\n\\r\\n' ;;
    *here) printf 502 ;;
    *) printf 200 ;;
  esac`,
};

for (const shell of shells) {
  describe(`status, under ${shell}`, () => {
    const read = async (host: PlayedHost, question: Question) => {
      const { status, stdout, stderr } = await host.script(scriptFor(question));
      assert.equal(status, 0, stderr);
      const answer = readAnswer(stdout);
      assert.ok(answer !== undefined, stdout);
      return answer;
    };

    it("reads an SMS node", async () => {
      const host = await PlayedHost.make(shell, answers);
      await host.write("var/lib/n2acd-ha/database/pgpass", "*:*:*:health_check_user:s3cret-password\n");
      await host.write("etc/haproxy/haproxy.cfg", "global\n");
      const answer = await read(host, sms);
      assert.equal(answer.os, "Rocky Linux 9.4");
      assert.equal(answer.haproxyVersion, "2.4.22-f8e3218");
      assert.deepEqual(answer.haproxy, { running: 12, sessions: 3, limit: 100 });
      assert.equal(answer.servers[0]?.status, "UP");
      assert.deepEqual(
        [...(answer.databases.get("ACD") ?? [])],
        [
          ["role", "primary"],
          ["version", "15.9 (Debian 15.9-0)"],
          ["timeline", "3"],
        ],
      );
      const end = { section: "Postgres-ACD", to: "n2", address: "10.0.0.12" };
      assert.deepEqual(answer.paths, [
        {
          kind: "agent",
          ...end,
          answer: "503",
          says: "primary, held back: sms-02 is a primary as well",
        },
        { kind: "postgresql", ...end, answer: "t", says: "" },
      ]);
      assert.deepEqual(answer.clients, [
        { section: "Postgres-ACD", role: "f", address: "10.0.0.12", trouble: "" },
      ]);
      assert.deepEqual(
        answer.services.map(({ name, load, active }) => [name, load, active]),
        [
          ["haproxy", "loaded", "active"],
          ["pgsqlchk", "not-found", "inactive"],
        ],
      );
      assert.match(answer.config?.file ?? "", /^[0-9a-f]{64}$/);
      await host.remove();
    });

    it("compares all of our files with what HAProxy has loaded, figures for Prometheus or not", async () => {
      const host = await PlayedHost.make(shell, answers);
      const onDisk = async () => (await read(host, sms)).config?.onDisk;
      const sum = (text: string) => createHash("sha256").update(text).digest("hex");
      await host.write("etc/haproxy/haproxy.cfg", "global\n");
      await host.write("etc/haproxy/conf.d/n2acd-ha.cfg", "userlist a\n");
      assert.equal(await onDisk(), sum("global\nuserlist a\n"));
      await host.write("etc/haproxy/conf.d/n2acd-ha-metrics.cfg", "frontend m\n");
      assert.equal(await onDisk(), sum("global\nuserlist a\nfrontend m\n"));
      await host.remove();
    });

    it("reads a front end, whatever its path holds", async () => {
      const host = await PlayedHost.make(shell, answers);
      const { requests, databases } = await read(host, front);
      assert.deepEqual(requests, [
        { what: "jarvis", code: 502 },
        { what: "apache", code: 200 },
      ]);
      assert.equal(databases.size, 0);
      await host.remove();
    });

    it("reads who has a virtual address, and since when by keepalived's last word", async () => {
      const host = await PlayedHost.make(shell, {
        ...answers,
        ip: "echo '2: eth0    inet 10.0.0.21/24 scope global eth0'; echo '2: eth0    inet6 2001:db8::50/64 scope global'",
        socat: `case "$*" in *TCP6:*2001:db8::50*:80,*) exit 0 ;; *) exit 1 ;; esac`,
        journalctl: `case "$*" in
          *"(six) Entering MASTER"*) echo "$(($(date +%s) - 60)).5 fe-01 Keepalived_vrrp[9]: (six) Entering MASTER STATE" ;;
          *"(web) Entering MASTER"*" -n 1"* | *" -n 1 "*) echo "$(($(date +%s) - 9)).5 fe-01 Keepalived_vrrp[9]: (web) Entering BACKUP STATE (init)" ;;
        esac`,
      });
      const vips = [
        { name: "six", address: "2001:db8::50", port: 80 },
        { name: "web", address: "10.0.0.2", port: 80 },
      ];
      const { vips: said } = await read(host, { ...front, vips });
      assert.deepEqual(
        said.map(({ since, ...rest }) => [
          (since ?? 0) - (rest.has ? 59 : 8) <= 3 && since !== undefined,
          rest,
        ]),
        [
          [true, { name: "six", has: true, answers: true, state: "MASTER", moves: 1 }],
          [true, { name: "web", has: false, answers: false, state: "BACKUP", moves: 0 }],
        ],
      );
      // Nothing that another user wrote into the journal, and no search through all of it.
      for (const call of await host.calls("journalctl"))
        assert.match(call, / _SYSTEMD_UNIT=keepalived\.service MESSAGE=\((six|web)\) Entering MASTER STATE /);
      await host.answer("journalctl", "exit 1");
      const [without] = (await read(host, { ...front, vips })).vips;
      assert.deepEqual(without, {
        name: "six",
        has: true,
        answers: true,
        state: "",
        since: undefined,
        moves: 0,
      });
      await host.remove();
    });

    it("says how long the certificates are good that a front end shows, and no more of them", async () => {
      const host = await PlayedHost.make(shell, answers);
      const folder = "/etc/haproxy/n2acd-ha-tls";
      const made = certificate(["portal.example.net"], { days: "12" });
      await host.write(
        "etc/haproxy/conf.d/n2acd-ha-tls.cfg",
        `    bind *:443 ssl crt-list ${folder}/a.list alpn h2\n    #ipv6 bind [::]:443 ssl crt-list ${folder}/b.list\n`,
      );
      await host.write(`${folder.slice(1)}/a.list`, `${folder}/a.pem portal.example.net b.example.net\n`);
      await host.write(`${folder.slice(1)}/a.pem`, made.certificate + made.key);
      const [one, ...more] = (await read(host, front)).certificates;
      assert.deepEqual([one?.use, one?.name, more.length], ["https", "portal.example.net", 0]);
      // In the very second in which it was made, all twelve are left.
      assert.ok([11, 12].includes(one?.days ?? 0), String(one?.days));
      assert.equal(one?.issuer, "");
      assert.match(one.ends, /^20\d\d-\d\d-\d\d$/);
      await host.remove();
    });

    it("reads what there is when the rest is broken, and says what PostgreSQL said", async () => {
      const broken = `echo 'psql: error: connection to server on socket "x" failed: No such file' >&2; echo '\tIs the server running?' >&2; exit 2`;
      const host = await PlayedHost.make(shell, {
        ...answers,
        runuser: broken,
        socat: "exit 1",
        curl: "exit 7",
        systemctl: "exit 1",
      });
      const answer = await read(host, sms);
      assert.equal(
        answer.databases.get("ACD")?.get("error"),
        'connection to server on socket "x" failed: No such file',
      );
      assert.equal(answer.haproxy, undefined);
      assert.deepEqual(
        answer.paths.map(({ answer: met, says }) => [met, says]),
        [
          ["", "no answer that is HTTP"],
          ["", "the password of the role is not here"],
        ],
      );
      await host.remove();
    });

    it("changes nothing: what it calls only asks, and no secret goes by", async () => {
      const host = await PlayedHost.make(shell, answers);
      await host.write("var/lib/n2acd-ha/database/pgpass", "*:*:*:health_check_user:s3cret-password\n");
      const { stdout, stderr } = await host.script(scriptFor(sms));
      const calls = await host.calls();
      assert.doesNotMatch([stdout, stderr, ...calls].join("\n"), /s3cret/);
      for (const call of calls) {
        if (call.startsWith("systemctl")) assert.match(call, /^systemctl show /);
        assert.match(call, /^(haproxy -v|socat|systemctl show|runuser -u postgres|psql|curl|id)\b/);
      }
      await host.remove();
    });
  });
}
