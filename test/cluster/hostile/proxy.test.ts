// HAProxy on two SMS nodes, one of each family, and those who are against it: a user nobody who says that he is the other
// node's HAProxy, somebody who fills the stats page, a dead name server at its start. And that it is in its chroot, from an
// installation of before without a cut session.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import { renderSecrets } from "../../../lib/haproxy/secrets.ts";
import { renderSms } from "../../../lib/haproxy/sms.ts";
import { peersPem } from "../../../lib/peersKey.ts";
import type { TestHost } from "../../support/exec.ts";
import { sms } from "../../support/haproxy/models.ts";
import { hold } from "../../support/haproxy/running.ts";
import { makePair, password, smsCalls, type Pair } from "../../support/steps/pair.ts";
import { mustRun, type Call } from "../../support/steps/steps.ts";

const names = ["sms-01.n2.test", "sms-02.n2.test"] as const;
const ask = (command: string) => `echo '${command}' | socat -t 2 - UNIX-CONNECT:/run/haproxy.sock-admin`;
const worker = `${ask("show info")} | sed -n 's/^Pid: //p'`;
const state = "/var/lib/haproxy/n2acd-ha.state";
const dropin = "/etc/systemd/system/haproxy.service.d/zz-n2acd-ha.conf";

describe("HAProxy among others", () => {
  let pair: Pair;
  let hosts: readonly TestHost[];
  const config = renderSms({
    ...sms,
    stack: "hostile",
    // What PostgreSQL has for each of the two, so that a step that changes nothing has nothing to say either.
    maxConnections: { ...sms.maxConnections, server: 40 },
    extra: { global: ["set-dumpable"] },
    smsNodes: names.map((address, i) => ({ name: `sms-0${i + 1}`, address })),
  });
  const nameOf = (host: TestHost) => names[hosts.indexOf(host)] ?? "";
  const secrets = (host: TestHost, pem = peersPem("hostile")): Call => ({
    step: "haproxy-secrets",
    args: [`local_peer=${nameOf(host)}`],
    input: renderSecrets({ user: "admin", password: "hostile" }) + pem,
  });
  const haproxy = (host: TestHost, input = config): Call => ({
    step: "haproxy",
    args: [`local_peer=${nameOf(host)}`, "listen=Postgres-ACD:15432", "agent=n2pg-aux", "stats=7000"],
    input,
  });
  const query = (host: TestHost, sql: string) =>
    host.exec(
      `PGPASSWORD=${password} psql -XAtq -h 127.0.0.1 -p 15432 -U health_check_user -d postgres -c "${sql}"`,
    );
  const resolve = (host: TestHost) =>
    host.run(`printf '%s\\n' ${pair.addresses.map((at, i) => `'${at} ${names[i]}'`).join(" ")} >>/etc/hosts`);
  const logs = (host: TestHost) =>
    host.run("journalctl -t haproxy -o cat --no-pager --since -20s | grep -c ' Postgres-ACD ' || true");

  /** The worker's, which its own user may look at because of `set-dumpable`; a container's root may not. */
  const rootOf = (host: TestHost) => host.run(`runuser -u haproxy -- readlink /proc/$(${worker})/root`);

  before(async () => {
    pair = await makePair("hostile-proxy", "10.213.61");
    hosts = [pair.primary, pair.standby];
    for (const host of hosts) {
      await resolve(host);
      for (const call of smsCalls(pair, host)) await mustRun(host, call, "apply");
      for (const address of pair.addresses)
        await host.run(
          `firewall-cmd -q --add-rich-rule='rule family=ipv4 source address=${address} port port=10000 protocol=tcp accept'`,
        );
    }
  });
  after(() => pair.remove());

  it("is taken into its chroot from an installation of before, and no session is cut", async () => {
    for (const host of hosts) {
      await mustRun(host, secrets(host), "apply");
      // As the version before left it: no chroot, no key, no log in the chroot.
      await mustRun(
        host,
        haproxy(host, config.replace(/ +chroot .*\n/, "").replace(/ +#peers-tls .*\n/g, "")),
        "apply",
      );
      await host.run(
        `sed -i /BindReadOnlyPaths/d ${dropin} && systemctl daemon-reload && systemctl restart haproxy`,
      );
    }
    await pause(7000);
    for (const host of hosts) {
      assert.equal(await rootOf(host), "/\n");
      const session = query(host, "SELECT pg_sleep(25), 'still here'");
      await pause(1000);
      await mustRun(host, haproxy(host), "apply");
      assert.match((await session).stdout, /still here/);
    }
  });

  it("is in its chroot after a start and a reload, and its log arrives", async () => {
    for (const host of hosts)
      for (const how of ["", "systemctl reload haproxy", "systemctl restart haproxy"]) {
        await host.run(`${how || "true"}; sleep 3`);
        assert.equal(await rootOf(host), "/var/lib/haproxy\n", how);
        assert.equal((await query(host, "SELECT pg_is_in_recovery()")).stdout, "f\n", how);
        await pause(500);
        assert.notEqual(await logs(host), "0\n", `${host.name}: ${how}`);
      }
  });

  it("does not believe a user nobody who says that he is the other node's HAProxy", async () => {
    const [host, other] = hosts as [TestHost, TestHost];
    await other.run("systemctl stop haproxy");
    const rogue = `global
    maxconn 100
defaults
    mode tcp
    timeout client 5s
    timeout server 5s
    timeout connect 1s
peers sms
    peer ${names[0]} ${pair.addresses[0]}:10000
    peer ${names[1]} 127.0.0.1:10009
listen Postgres-ACD
    bind 127.0.0.1:15999
    stick-table type integer size 10k expire 10s peers sms
    stick on int(1)
    server sms-02 ${pair.addresses[0]}:5432 id 2
`;
    await host.run("cat >/tmp/rogue.cfg && chmod 644 /tmp/rogue.cfg", { input: rogue });
    await host.run(
      `setsid runuser -u nobody -- haproxy -f /tmp/rogue.cfg -L ${names[1]} </dev/null >/dev/null 2>&1 & sleep 6`,
    );
    const key = () => host.run(`${ask("show table Postgres-ACD")} | grep -o 'server_key=[^ ]*' || true`);
    try {
      for (let each = 0; each < 5; each += 1) {
        await query(host, "SELECT 1");
        await host.run("socat -u /dev/null TCP:127.0.0.1:15999 || true; sleep 1");
        assert.equal(await key(), "server_key=sms-01\n");
      }
    } finally {
      await host.run("pkill -u nobody -f rogue.cfg || true");
      await other.run("systemctl start haproxy; sleep 2");
    }
    assert.equal((await query(other, "SELECT pg_is_in_recovery()")).stdout, "f\n");
  });

  it("goes on with its writers while 1,500 connections to its stats page are open", async () => {
    const [host] = hosts as [TestHost];
    const release = await hold(7000, 1500, "", pair.addresses[0]);
    try {
      for (let each = 0; each < 10; each += 1)
        assert.equal((await query(host, "SELECT pg_is_in_recovery()")).stdout, "f\n");
    } finally {
      release();
    }
  });

  it("starts, and serves, while no name resolves", async () => {
    for (const host of hosts) {
      // /etc/hosts is a mount in a container: it is written, not replaced.
      await host.run(
        "grep -v n2.test /etc/hosts >/tmp/hosts; cat /tmp/hosts >/etc/hosts; systemctl restart haproxy; sleep 2",
      );
      assert.equal((await query(host, "SELECT pg_is_in_recovery()")).stdout, "f\n");
      assert.deepEqual(await mustRun(host, haproxy(host), "apply"), []);
      await resolve(host);
    }
  });

  it("leaves nothing behind", async () => {
    for (const host of hosts) {
      await mustRun(host, haproxy(host), "undo");
      await mustRun(host, secrets(host), "undo");
      assert.equal(
        await host.run(`ls ${dropin} ${state} /etc/haproxy/n2acd-ha-peers.pem 2>/dev/null || true`),
        "",
      );
    }
  });
});
