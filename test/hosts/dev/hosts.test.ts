// The dev hosts are what they claim to be before this project touches them.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { container } from "../../support/exec.ts";
import { Cluster, eventually } from "../../support/cluster.ts";

const cluster = new Cluster("n2acd-t-dev", "172.30.141");
const host = (node: string) => container(`${cluster.name}-${node}`);
const sql = async (node: string, text: string): Promise<string> =>
  (await host(node).run(`runuser -u postgres -- psql -qXAt acd -c "${text}"`)).trim();
/** GET on the host itself, which has no curl yet: the status and the body. */
const get = async (node: string, url: string, method = "GET"): Promise<string> =>
  (
    await host(node).run(`python3 - <<'END'
import http.client
connection = http.client.HTTPConnection("127.0.0.1", ${url.replace(/\/.*/, "")}, timeout=5)
connection.request("${method}", "${url.replace(/^\d+/, "")}")
answer = connection.getresponse()
print(answer.status, answer.read().decode().strip())
END`)
  ).trim();

const nodes = ["sms-01", "sms-02", "fe-01", "fe-02"];
const flavours = { "sms-01": "apt", "sms-02": "dnf" };

describe("dev hosts", { concurrency: false }, () => {
  before(() => cluster.up());
  after(() => cluster.down());

  for (const node of nodes) {
    test(`${node}: the key logs in, sudo needs no password, systemd has no failed unit`, async () => {
      const { status, stdout, stderr } = await cluster.ssh(node, "sudo -n id -u");
      assert.deepEqual([status, stdout, stderr], [0, "0\n", ""]);
      await eventually(
        "running\n",
        async () => (await host(node).exec("systemctl is-system-running")).stdout,
      );
    });

    test(`${node}: firewalld opens ssh only, in zone public`, async () => {
      assert.equal(await host(node).run("firewall-cmd --get-default-zone"), "public\n");
      const zone = await host(node).run("firewall-cmd --zone=public --list-all");
      assert.match(zone, /services: (dhcpv6-client ssh|ssh dhcpv6-client)\n {2}ports: \n/);
      assert.match(zone, /interfaces: eth0/);
    });

    test(`${node}: its own Apache answers on port 80, and on the path of the flow editor`, async () => {
      assert.equal(await get(node, "80/"), `200 local Apache of ${node}`);
      assert.equal(await get(node, "80/n2acd-fe/"), `200 local Apache of ${node}`);
    });

    test(`${node}: haproxy, socat, curl and the agent are not there yet`, async () => {
      const found = "command -v $c || find / -xdev -path /srv -prune -o -name $c -print";
      assert.equal(
        await host(node).run(`for c in haproxy socat curl psqlchk pgsqlchk; do ${found}; done`),
        "",
      );
    });
  }

  test("an apt host has no dnf and a dnf host no apt", async () => {
    const found = (node: string) =>
      host(node).run("for c in apt-get dpkg dnf rpm; do command -v $c || true; done");
    assert.equal(await found("fe-01"), "/usr/bin/apt-get\n/usr/bin/dpkg\n");
    assert.equal(await found("fe-02"), "/usr/bin/dnf\n/usr/bin/rpm\n");
    assert.match(await host("fe-02").run("cat /etc/os-release"), /^ID_LIKE="rhel fedora"$/m);
  });

  test("the ordinary addresses are closed between hosts; replication streams on its own", async () => {
    const dial = `timeout 2 bash -c '</dev/tcp/172.30.141.11/5432'`;
    assert.notEqual((await host("sms-02").exec(dial)).status, 0);
    assert.equal(
      await sql("sms-01", "SELECT state, client_addr FROM pg_stat_replication"),
      "streaming|10.86.0.12",
    );
  });

  test("an FE host runs neither PostgreSQL nor Jarvis", async () => {
    for (const node of ["fe-01", "fe-02"]) {
      assert.equal((await host(node).exec("pgrep -x 'postgres|jarvis'")).stdout, "");
      assert.match(await get(node, "80/n2acd-fe/jarvis-agent"), /^404 /);
    }
  });

  test("Jarvis writes on the primary, and says why it can't on the standby", async () => {
    const answer = await get("sms-01", "80/n2acd-fe/jarvis-agent");
    assert.match(answer, /^200 \{"node": "sms-01", "row": \d+, .*"address": "127.0.0.1", "port": 5432\}\}$/);
    assert.match(await get("sms-02", "80/n2acd-fe/jarvis-agent"), /^503 .*read-only transaction/);
    assert.match(await get("sms-02", "80/n2acd-fe/jarvis-agent", "OPTIONS"), /^200 /);
    await eventually("1", () => sql("sms-02", "SELECT count(*) FROM requests"));
  });

  for (const [node, flavour] of Object.entries(flavours)) {
    test(`${node}: ${flavour} installs all four packages from the local repository and starts no agent`, async () => {
      const install = flavour === "apt" ? "DEBIAN_FRONTEND=noninteractive apt-get" : "dnf";
      await host(node).run(`${install} install -q -y haproxy socat curl n2pg-aux`);
      await host(node).run("haproxy -c -f /etc/haproxy/haproxy.cfg && socat -V && curl --version");
      assert.equal((await host(node).exec("systemctl is-enabled pgsqlchk")).stdout, "disabled\n");
      assert.equal((await host(node).exec("systemctl is-active pgsqlchk")).stdout, "inactive\n");
    });
  }

  test("the agent answers 200 on the primary and 503 elsewhere, to any method", async () => {
    const role = "CREATE ROLE health_check_user LOGIN PASSWORD 'health_check_user'";
    await sql("sms-01", role);
    // EL's own pg_hba asks an ident server for every login from localhost.
    const admit = "1i host postgres health_check_user samehost scram-sha-256";
    await host("sms-02").run(
      `sed -i '${admit}' /var/lib/pgsql/data/pg_hba.conf && systemctl reload postgresql`,
    );
    await eventually("1", () => sql("sms-02", "SELECT count(*) FROM pg_roles WHERE rolname ~ '^health'"));
    for (const node of Object.keys(flavours)) await host(node).run("systemctl start pgsqlchk");
    for (const method of ["GET", "OPTIONS", "PURGE"]) {
      await eventually("200 primary", () => get("sms-01", "25432/", method).catch(String));
      await eventually("503 standby", () => get("sms-02", "25432/", method).catch(String));
    }
    const log = await host("sms-01").run("cat /var/log/pgsqlchk/pgsqlchk.log");
    assert.match(log, /port 5432: 200 primary/);
    assert.doesNotMatch(log, /password/);
  });

  test("the agent says 503 within 1.5 s when PostgreSQL hangs", async () => {
    await host("sms-01").run("pkill -STOP -x postgres");
    const started = Date.now();
    assert.match(await get("sms-01", "25432/"), /^503 no answer/);
    const took = Date.now() - started;
    await host("sms-01").run("pkill -CONT -x postgres");
    assert.ok(took < 1500, `${took} ms`);
    await eventually("200 primary", () => get("sms-01", "25432/"));
  });

  test("a killed primary stays down, the standby takes over, and the old primary joins it", async () => {
    await cluster.postgres("kill", "sms-01");
    await cluster.postgres("promote", "sms-02");
    await eventually("200 primary", () => get("sms-02", "25432/"));
    assert.match(await get("sms-02", "80/n2acd-fe/jarvis-agent"), /^200 \{"node": "sms-02"/);
    assert.match(await get("sms-01", "25432/"), /^503 /);
    await cluster.postgres("rejoin", "sms-01", "sms-02");
    await eventually("2", () => sql("sms-01", "SELECT count(*) FROM requests"));
    await eventually("503 standby", () => get("sms-01", "25432/"));
  });
});
