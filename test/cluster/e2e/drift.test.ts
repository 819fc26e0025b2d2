// Drift on existing hosts: none where nobody touched anything, all of it where somebody did, and the next up repairs it.
import assert from "node:assert/strict";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { local } from "../../support/exec.ts";
import { clientKey, Hosts, type Node } from "../../support/stack/hosts.ts";
import { root } from "../../support/stack/pulumi.ts";
import { Stack } from "../../support/stack/stack.ts";
import { assertServes } from "../../support/stack/traffic.ts";

interface Report {
  readonly findings: readonly Readonly<Record<"node" | "step" | "kind" | "thing", string>>[];
  readonly troubles: readonly string[];
}

/** Done by hand, and what the report has to say of it: STEP KIND THING. */
const byHand: Readonly<Record<Node, readonly (readonly [string, ...string[]])[]>> = {
  "sms-01": [
    [
      "sed -i 's/^  *timeout client .*/    timeout client 7m/' /etc/haproxy/haproxy.cfg && systemctl reload haproxy",
      "haproxy content /etc/haproxy/haproxy.cfg",
    ],
    ["chmod 644 /etc/haproxy/conf.d/n2acd-ha.cfg", "haproxy-secrets mode /etc/haproxy/conf.d/n2acd-ha.cfg"],
    [
      "runuser -u postgres -- psql -qc 'ALTER ROLE health_check_user CREATEDB NOLOGIN'",
      "database role health_check_user",
      "database role health_check_user",
    ],
    ["sed -i 's/15432/5432/' /etc/jarvis/jarvis.conf", "jarvis line /etc/jarvis/jarvis.conf"],
    [
      "echo '# mine' >>/var/lib/n2acd-ha/toolkit/lib/os.sh",
      "ready content /var/lib/n2acd-ha/toolkit/lib/os.sh",
    ],
  ],
  "sms-02": [
    ["firewall-cmd -q --remove-port=15432/tcp", "firewall firewall runtime port 15432/tcp"],
    ["firewall-cmd -q --permanent --remove-port=7000/tcp", "firewall firewall permanent port 7000/tcp"],
    ["systemctl -q disable --now pgsqlchk", "agent service pgsqlchk", "agent service pgsqlchk"],
    [
      `sed -i 's/"health_check_user_password": ".*"/"health_check_user_password": "mine"/' /etc/psqlchk/config.json`,
      "agent content /etc/psqlchk/config.json",
    ],
    [
      "hba=$(runuser -u postgres -- psql -AtXc 'SHOW hba_file') && sed -i '/^host postgres health_check_user ::1/d' $hba",
      "database content pg_hba.conf",
    ],
  ],
  "fe-01": [
    ["rm /etc/haproxy/haproxy.cfg", "web file /etc/haproxy/haproxy.cfg"],
    ["dpkg -r --force-depends socat >/dev/null 2>&1", "packages package socat"],
  ],
  "fe-02": [
    ["chown apache /etc/haproxy/haproxy.cfg", "web owner /etc/haproxy/haproxy.cfg"],
    [
      "echo '# mine' >>/etc/systemd/system/haproxy.service.d/zz-n2acd-ha.conf",
      "web content /etc/systemd/system/haproxy.service.d/zz-n2acd-ha.conf",
    ],
    ["systemctl -q disable --now haproxy", "web service haproxy", "web service haproxy"],
  ],
};

describe("drift", () => {
  const hosts = new Hosts("n2acd-t-drift", "172.30.171");
  let stack: Stack;
  const look = async (...flags: string[]) => {
    const command = [process.execPath, join(root, "tools/drift.ts"), stack.name, "--cwd", stack.folder];
    return local(["env", ...stack.env, ...command, ...flags]);
  };
  const told = ({ stdout }: { stdout: string }): string[] =>
    (JSON.parse(stdout) as Report).findings
      .map(
        ({ node, step, kind, thing }) => `${node}: ${step} ${kind} ${thing.replace(/.*\/pg_hba/, "pg_hba")}`,
      )
      .sort();

  before(async () => {
    await hosts.up();
    stack = await Stack.create("drift", await hosts.config(), clientKey);
    await stack.mustUp();
  });
  after(() => hosts.cluster.down());

  it("finds none on an untouched cluster, and leaves nothing behind", async (t) => {
    const set = await hosts.look();
    const started = performance.now();
    const looked = await look();
    t.diagnostic(`four hosts in ${Math.round(performance.now() - started)} ms`);
    assert.deepEqual(
      [looked.status, looked.stdout, looked.stderr],
      [0, "4 hosts are as the stack e2e applied them\n", ""],
    );
    assert.deepEqual(await hosts.changes(set), []);
  });

  it("reports everything that was done by hand in one run, without a secret", async () => {
    await hosts.all(async (host, node) => {
      for (const [command] of byHand[node]) await host.run(command);
    });
    const looked = await look("--json");
    assert.equal(looked.status, 1, looked.stderr);
    const expected = Object.entries(byHand).flatMap(([node, all]) =>
      all.flatMap(([, ...said]) => said.map((words) => `${node}: ${words}`)),
    );
    assert.deepEqual(told(looked), expected.sort());
    const people = await look();
    assert.match(people.stdout, /^ +-  *timeout client 30m\n +\+ +timeout client 7m$/m);
    for (const name of ["statsPassword", "healthCheckPassword"]) {
      const secret = await stack.output<string>(name);
      for (const text of [looked.stdout, looked.stderr, people.stdout])
        assert.ok(!text.includes(secret), name);
    }
  });

  it("is repaired by the next up, whose preview shows the steps, and is gone", async () => {
    const looked = await look("--json", "--repair");
    const steps = new Set(told(looked).map((line) => line.replace(/^(\S+): (\S+) .*/, "$1-$2")));
    const preview = await stack.must("preview", "--diff");
    const shown = [...preview.matchAll(/^ *~ command:remote:Command[^]*?::([^:\]]+)\]$/gm)].map(
      ([, name = ""]) => name,
    );
    // Whether they leave something for the step retire is known once they ran.
    const repaired = shown.filter((name) => !name.endsWith("-retire"));
    assert.deepEqual(repaired.sort(), [...steps].sort());
    await stack.mustUp();
    assert.deepEqual(told(await look("--json")), []);
    assert.equal((await look()).status, 0);
    const running = await hosts
      .on("sms-01")
      .run("echo 'show info' | socat - /run/haproxy.sock-admin | grep ^Uptime_sec");
    assert.match(running, /Uptime_sec/);
    await assertServes(hosts, "sms-01");
    await stack.mustUp("--expect-no-changes");
  });
});
