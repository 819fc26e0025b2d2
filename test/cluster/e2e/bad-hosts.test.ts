// Hosts that are not as they should be: the run ends with a sentence for each of them, nothing is half done, and once
// they are mended the next run goes on.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import type { Snapshot } from "../../support/snapshot.ts";
import { clientKey, feNodes, Hosts, type Node, smsNodes } from "../../support/stack/hosts.ts";
import { Stack } from "../../support/stack/stack.ts";
import { assertServes } from "../../support/stack/traffic.ts";

describe("a bad host", () => {
  const hosts = new Hosts("n2acd-t-bad", "172.30.146");
  let stack: Stack;
  let found: Record<Node, Snapshot>;

  /** Goes up, in vain, and says all of that. */
  async function assertFailsWith(...sentences: readonly string[]): Promise<void> {
    const { status, text } = await stack.up("--continue-on-error");
    assert.notEqual(status, 0, text);
    for (const sentence of sentences)
      assert.ok(
        text.includes(sentence),
        `${text}\nnot said: ${sentence}\nsaid: ${text.match(/n2acd-ha: .*What to do/g)?.join("\n")}`,
      );
  }

  async function assertApachesServe(): Promise<void> {
    // From the host itself: its firewall is opened with its own batch, which these runs never get to.
    for (const node of feNodes)
      assert.match(await hosts.on(node).run("curl -s http://127.0.0.1/"), /local Apache/);
  }

  before(async () => {
    await hosts.up();
    // Replication won't come.
    for (const node of smsNodes) await hosts.patience(node, { N2ACD_ROLE_WAIT: 2 });
    found = await hosts.look();
    stack = await Stack.create("bad-hosts", await hosts.config(), clientKey);
  });
  after(() => hosts.cluster.down());

  it("that is down, refuses the key, shows another key or gives no root says so, and is left alone", async () => {
    await hosts.power("kill", "sms-01");
    await hosts.on("sms-02").run("mv /home/deploy/.ssh/authorized_keys /root/");
    await stack.set({ "feNodes[0].hostKey": await hosts.hostKey("fe-02") });
    await hosts.on("fe-02").run("mv /etc/sudoers.d/deploy /root/");

    await assertFailsWith(
      `sms-01: step ready: nothing answers SSH at ${hosts.address("sms-01")}. What to do: `,
      `sms-02: step ready: ${hosts.address("sms-02")} refuses the login of deploy. What to do: `,
      `fe-01: step ready: ${hosts.address("fe-01")} shows another host key than the pinned one. What to do: `,
      "fe-02: step ready: deploy cannot become root: sudo: a password is required. What to do: ",
    );

    await hosts.power("start", "sms-01");
    await hosts.on("sms-02").run("mv /root/authorized_keys /home/deploy/.ssh/");
    await stack.set({ "feNodes[0].hostKey": await hosts.hostKey("fe-01") });
    await hosts.on("fe-02").run("mv /root/deploy /etc/sudoers.d/");
    await hosts.settled();
    assert.deepEqual(await hosts.changes(found), []);
  });

  it("that should be the primary and is not ends the run before anything depends on it", async () => {
    const demote = 'install -o postgres /dev/null "$PGDATA/standby.signal" && systemctl restart "$PGSERVICE"';
    await hosts.on("sms-01").run(`. /usr/lib/n2dev/layout.sh; ${demote}`);
    await assertFailsWith(
      ...smsNodes.map(
        (node) =>
          `${node}: step database: this standby (port 5432) has not received the role health_check_user from its primary. What to do: see that one SMS node is the primary`,
      ),
    );
    const half = /hba|role|listens|\/etc\/haproxy\/conf\.d\/|psqlchk\/config.json.install/;
    const onSms = (line: string) => line.startsWith("sms-") && half.test(line);
    assert.deepEqual((await hosts.changes(found)).filter(onSms), []);
    await assertApachesServe();
  });

  it("that is a second primary ends the run at the first proxy, which is as it was", async () => {
    for (const node of smsNodes) await hosts.cluster.postgres("promote", node);
    await assertFailsWith(
      "sms-01: step haproxy: more than one server of Postgres-ACD answers as primary",
      "HAProxy is as it was before. What to do: find out which one is right",
    );
    for (const node of smsNodes) {
      await hosts
        .on(node)
        .run("! grep -q n2acd /etc/haproxy/haproxy.cfg && ! systemctl is-active -q haproxy");
    }
    await assertApachesServe();
  });

  it("that has been mended is gone on with", async () => {
    await hosts.cluster.postgres("rejoin", "sms-02", "sms-01");
    await stack.mustUp();
    await assertServes(hosts, "sms-01");
  });

  it("can still be given back as it was", async () => {
    await stack.mustDestroy();
    assert.deepEqual(await hosts.changes(found), []);
  });
});
