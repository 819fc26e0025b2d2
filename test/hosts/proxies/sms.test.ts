// The SMS node's HAProxy and Jarvis steps on a real pair, one host of each flavour: primary and standby behind it.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import type { TestHost } from "../../support/exec.ts";
import { differences, snapshot, type Snapshot } from "../../support/snapshot.ts";
import { makePair, password, smsCalls, type Pair } from "../../support/steps/pair.ts";
import { mustRun, runStep, type Call } from "../../support/steps/steps.ts";
import { fixture, mustFail, workerPid } from "../../support/proxies/hosts.ts";

const shell = "dash";

describe("HAProxy in front of PostgreSQL", () => {
  let pair: Pair;
  let hosts: TestHost[];
  let config: string;
  let secrets: Call;
  let found: Snapshot[];
  const haproxy = (host: TestHost, input = config, ...more: string[]): Call => ({
    step: "haproxy",
    args: [
      `local_peer=${host === pair.primary ? "sms-01" : "sms-02"}`,
      "listen=Postgres-ACD:15432",
      "agent=n2pg-aux",
      "stats=7000",
      ...more,
    ],
    input,
  });
  const look = () => Promise.all(hosts.map((host) => snapshot(host.run)));
  const query = (host: TestHost, sql: string) =>
    host.exec(
      `PGPASSWORD=${password} psql -XAtq -h 127.0.0.1 -p 15432 -U health_check_user -d postgres -c "${sql}"`,
    );

  before(async () => {
    pair = await makePair("proxy", "10.213.23");
    hosts = [pair.primary, pair.standby];
    config = (await fixture("sms.cfg"))
      .replaceAll("A1", pair.addresses[0])
      .replaceAll("A2", pair.addresses[1]);
    secrets = { step: "haproxy-secrets", args: [], input: await fixture("secrets.cfg") };
    for (const host of hosts) {
      for (const call of smsCalls(pair, host)) await mustRun(host, call, "apply", { shell });
      for (const address of pair.addresses) {
        const rule = `rule family=ipv4 source address=${address} port port=10000 protocol=tcp accept`;
        await host.run(`firewall-cmd -q --add-rich-rule='${rule}'`);
      }
    }
    found = await look();
  });
  after(() => pair.remove());

  it("is set up on both nodes, and each reaches the primary", async () => {
    for (const host of hosts) {
      await mustRun(host, secrets, "apply", { shell });
      await mustRun(host, haproxy(host), "apply", { shell });
      assert.equal((await query(host, "SELECT pg_is_in_recovery()")).stdout, "f\n");
      assert.equal(await host.run("stat -c '%a %U' /etc/haproxy/conf.d/n2acd-ha.cfg"), "600 root\n");
      assert.equal(await host.run("systemctl is-enabled haproxy"), "enabled\n");
    }
  });

  it("changes nothing the second time", async () => {
    const set = await look();
    for (const [i, host] of hosts.entries()) {
      const pid = await host.run(workerPid);
      assert.deepEqual(await mustRun(host, secrets, "apply", { shell }), []);
      assert.deepEqual(await mustRun(host, haproxy(host), "apply", { shell }), []);
      assert.equal(await host.run(workerPid), pid);
      assert.deepEqual(differences(set[i] ?? {}, await snapshot(host.run)), []);
    }
  });

  it("reloads for one changed line, and a session that was there before goes on", async () => {
    const [host] = hosts as [TestHost];
    const session = query(host, "SELECT pg_sleep(12), 'still here'");
    await host.run("sleep 1");
    const changed = config.replace("retries 2", "retries 3");
    assert.deepEqual(await mustRun(host, haproxy(host, changed), "apply", { shell }), ["HAProxy: reload"]);
    assert.deepEqual(await mustRun(host, haproxy(host), "apply", { shell }), ["HAProxy: reload"]);
    assert.match((await session).stdout, /still here/);
  });

  it("moves the sockets of an earlier version, and a session that was there before goes on", async () => {
    const [host] = hosts as [TestHost];
    await host.run(`set -e
      unit=/etc/systemd/system/haproxy.service.d/zz-n2acd-ha.conf
      sed -i -e 's#/run/haproxy.sock-admin /var#/run/haproxy /var#' -e 's#/run/haproxy.sock-master#/run/haproxy/master.sock#' \
        -e 's#^\\[Service\\]#&\\nRuntimeDirectory=haproxy\\nRuntimeDirectoryPreserve=restart#' $unit
      for file in /etc/haproxy/haproxy.cfg /var/lib/n2acd-ha/haproxy/good.cfg; do
        sed -i 's#/run/haproxy.sock-admin#/run/haproxy/admin.sock#' $file
      done
      echo none >/var/lib/n2acd-ha/haproxy/rundir
      rm -f /var/lib/n2acd-ha/haproxy.loaded
      systemctl daemon-reload
      systemctl restart haproxy
      rm -f /run/haproxy.sock-*
      n=0; until echo 'show stat' | socat - UNIX-CONNECT:/run/haproxy/admin.sock | grep '^Postgres-ACD,sms-01,.*,UP,'
      do n=$((n + 1)); [ $n -lt 100 ]; sleep 0.1; done`);
    const session = query(host, "SELECT pg_sleep(12), 'still here'");
    await host.run("sleep 1");
    assert.deepEqual(await mustRun(host, haproxy(host), "apply", { shell }), [
      "HAProxy: takes over while it runs",
    ]);
    assert.equal(
      await host.run("ls /run/haproxy.sock-*"),
      "/run/haproxy.sock-admin\n/run/haproxy.sock-master\n",
    );
    assert.equal(await host.run("ls -d /run/haproxy 2>/dev/null || true"), "");
    assert.match((await session).stdout, /still here/);
    assert.deepEqual(await mustRun(host, haproxy(host), "apply", { shell }), []);
  });

  const refusals = [
    {
      name: "a word that HAProxy does not know",
      broken: (text: string) => text.replace("retries 2", "retrys 2"),
      says: /HAProxy refuses .* untouched: .*haproxy\.cfg:\d+.*unknown keyword 'retrys'/,
    },
    {
      name: "peers without this node, of which HAProxy only warns",
      broken: (text: string) => text.replaceAll("peer sms-0", "peer other-0"),
      says: /HAProxy refuses .* untouched: .*Removing incomplete section 'peers sms'/,
    },
    {
      name: "an address that is not here",
      broken: (text: string) => text.replace("bind :15432", "bind 192.0.2.1:15432"),
      says: /HAProxy cannot have 192\.0\.2\.1:15432 \(Cannot assign requested address\); the live .* untouched/,
    },
    {
      name: "a port that somebody else has",
      broken: (text: string) => text.replace("bind *:7000", "bind *:5432"),
      says: /port 5432, which HAProxy should get, belongs to \w+.*; the live .* untouched/,
    },
  ];
  for (const { name, broken, says } of refusals) {
    it(`leaves the live one alone: ${name}`, async () => {
      const [host] = hosts as [TestHost];
      const pid = await host.run(workerPid);
      assert.match(await mustFail(host, haproxy(host, broken(config))), says);
      assert.equal(await host.run(workerPid), pid);
      assert.equal(await host.run("cat /etc/haproxy/haproxy.cfg"), config);
    });
  }

  const failures = [
    {
      name: "no server is up",
      broken: (text: string) => text.replaceAll("check port 25432", "check port 25499"),
      says: /no server of Postgres-ACD answers as primary: sms-01 is DOWN \(L4.*sms-02 is DOWN \(L4.*; HAProxy was not touched/,
    },
    {
      name: "every server is up",
      broken: (text: string) =>
        text.replaceAll(" check port 25432", " check port 5432").replace(/ +option httpchk.*\n.*200\n/, ""),
      says: /more than one server of Postgres-ACD answers as primary, .*: sms-01 is UP .*, sms-02 is UP .*; HAProxy was not touched/,
    },
    {
      name: "the stats page is open",
      broken: (text: string) => text.replace(/ +stats http-request.*\n/, ""),
      says: /the stats page on http:\/\/127\.0\.0\.1:7000 is open to anybody; the last good/,
    },
  ];
  for (const { name, broken, says } of failures) {
    it(`serves on: ${name}`, async () => {
      const [host] = hosts as [TestHost];
      assert.match(await mustFail(host, haproxy(host, broken(config), "wait=6")), says);
      assert.equal((await query(host, "SELECT pg_is_in_recovery()")).stdout, "f\n");
      assert.equal(await host.run("cat /etc/haproxy/haproxy.cfg"), config);
    });
  }

  it("rotates the secrets with a reload, and refuses broken ones", async () => {
    const [host] = hosts as [TestHost];
    const rotated = { ...secrets, input: secrets.input?.replace("user admin", "user boss") ?? "" };
    assert.deepEqual(await mustRun(host, rotated, "apply", { shell }), ["HAProxy: reload"]);
    assert.match(
      await mustFail(host, { ...secrets, input: "userlist other\n    user a password b\n" }),
      /HAProxy refuses the new \/etc\/haproxy\/conf.d\/n2acd-ha.cfg; the live one is untouched: .*n2acd_stats/,
    );
    assert.deepEqual(await mustRun(host, secrets, "apply", { shell }), ["HAProxy: reload"]);
  });

  it("converges wherever it is killed, and so does its undo", { timeout: 600_000 }, async () => {
    const [host] = hosts as [TestHost];
    const changed = config.replace("retries 2", "retries 3");
    for (const [action, input] of [
      ["apply", changed],
      ["undo", config],
      ["apply", config],
    ] as const) {
      for (let ms = 100; ms < 2000; ms += 300) {
        const cut = await runStep(host, haproxy(host, input), action, {
          before: `timeout -s KILL ${ms / 1000}`,
        });
        if (cut.status === 0) break;
      }
      await mustRun(host, haproxy(host, input), action, { shell: "bash" });
      if (action === "apply") {
        assert.equal(await host.run("cat /etc/haproxy/haproxy.cfg"), input);
        assert.equal((await query(host, "SELECT pg_is_in_recovery()")).stdout, "f\n");
        assert.deepEqual(await mustRun(host, haproxy(host, input), "apply", { shell }), []);
      }
    }
  });

  it("leaves nothing behind when its first apply fails", async () => {
    const [, host] = hosts as [TestHost, TestHost];
    await mustRun(host, haproxy(host), "undo", { shell });
    const dead = config.replaceAll("check port 25432", "check port 25499");
    assert.match(await mustFail(host, haproxy(host, dead, "wait=6")), /HAProxy is as it was before/);
    await mustRun(host, secrets, "undo", { shell });
    assert.deepEqual(differences(found[1] ?? {}, await snapshot(host.run)), []);
  });

  it("is undone, and again", async () => {
    for (const host of hosts) {
      for (const twice of [1, 2]) {
        const said = await mustRun(host, haproxy(host), "undo", { shell });
        assert.deepEqual(said, [], String(twice));
        await mustRun(host, secrets, "undo", { shell });
      }
    }
    for (const [i, state] of (await look()).entries())
      assert.deepEqual(differences(found[i] ?? {}, state), []);
  });
});
