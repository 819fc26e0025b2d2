// Hosts that somebody set up by hand, command by command as the vendor's guide has it, and that are in use: up takes them
// over, a lost state does no harm, destroy gives them back, and nobody notices any of it.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { after, before, describe, it } from "node:test";
import { clientKey, feNodes, Hosts, type Node, smsNodes } from "../../support/stack/hosts.ts";
import { Stack } from "../../support/stack/stack.ts";
import { assertServes } from "../../support/stack/traffic.ts";
import type { TestHost } from "../../support/exec.ts";
import type { Snapshot } from "../../support/snapshot.ts";
import { type Seen, seenDuring } from "../../support/stack/users.ts";

const read = (path: string): Promise<string> => readFile(new URL(path, import.meta.url), "utf8");
const kind = (node: Node): "sms" | "fe" => (node.startsWith("sms") ? "sms" : "fe");

/** What somebody added to the guide's file on one node. */
const own: Partial<Record<Node, string>> = { "sms-01": "timeout tunnel 8h", "fe-01": "option tcpka" };

/** HAProxy's master: another process after a restart, and after a takeover. */
const master = (host: TestHost): Promise<string> => host.run("systemctl show -p MainPID --value haproxy");
const commandLine = (host: TestHost): Promise<string> =>
  host.run("tr '\\0' ' ' </proc/$(systemctl show -p MainPID --value haproxy)/cmdline");
const config = (host: TestHost): Promise<string> => host.run("cat /etc/haproxy/haproxy.cfg");

describe("hosts that were set up by the guide", () => {
  const hosts = new Hosts("n2acd-t-adopt", "172.30.231");
  const made: Partial<Record<Node, string>> = {};
  let found: Record<Node, Snapshot>;
  let stack: Stack;

  /** With the guide's timings: a machine with many containers is no reason to fail over. */
  const values = async () => ({ ...(await hosts.config()), failover: "guide" });

  async function unnoticed(change: () => Promise<void>): Promise<Seen["good"]> {
    const users = {
      databases: smsNodes.map((node) => hosts.address(node)),
      pages: feNodes.map((node) => `http://${hosts.address(node)}/`),
      perSecond: 40,
    };
    const { good, bad } = await seenDuring(users, change);
    assert.deepEqual(bad, [], JSON.stringify(good));
    for (const [who, often] of Object.entries(good)) assert.ok(often > 50, `${who}: ${often}`);
    return good;
  }

  before(async () => {
    await hosts.up();
    const script = await read("guide.sh");
    await hosts.all(async (host, node) => {
      // Replication and Jarvis's requests get through there already.
      for (const port of kind(node) === "sms" ? [80, 5432] : [])
        await host.run(`firewall-cmd -q --permanent --zone=public --add-port=${port}/tcp`);
      const guides = await read(`../../../assets/scripts/files/guide-${kind(node)}.cfg`);
      const more = own[node] === undefined ? "" : `\n    ${own[node]}`;
      const text = guides.replace("\ndefaults\n", `\ndefaults${more}\n`);
      made[node] = text;
      await host.run("cat >/root/guide.sh", { input: script });
      await host.run(`sh /root/guide.sh ${kind(node)} ${hosts.address(node)} && rm /root/guide.sh`, {
        input: text,
      });
    });
    await hosts
      .on("sms-02")
      .run("n=0; until curl -s -m 2 127.0.0.1:15432 || [ $n -gt 20 ]; do n=$((n + 1)); sleep 0.5; done");
    found = await hosts.look();
    stack = await Stack.create("adoption", await values(), clientKey);
  });
  after(() => hosts.cluster.down());

  it("are not touched where somebody's own lines would be lost", async (t) => {
    const before = await hosts.all(master);
    const good = await unnoticed(async () => {
      const { status, text } = await stack.up();
      assert.notEqual(status, 0);
      assert.match(
        text,
        /sms-01: haproxy: \/etc\/haproxy\/haproxy\.cfg, line \d+, in defaults: timeout tunnel 8h/,
      );
      assert.match(
        text,
        /haproxy\.cfg has 1 lines that n2acd-ha does not know, see above; nothing was changed\. What to do: .*extraConfig/,
      );
    });
    t.diagnostic(JSON.stringify(good));
    assert.deepEqual(await hosts.all(master), before);
    assert.deepEqual(await hosts.all(config), made);
  });

  it("are taken over, with those lines where they belong or given up", async (t) => {
    await stack.setObject("extraConfig", { sms: { defaults: [own["sms-01"]] } });
    const good = await unnoticed(async () => {
      const { text } = await stack.up();
      const [, digest = ""] = /'n2acd-ha:adopt\["fe-01"\]' (cfg-[0-9a-f]{12}),/.exec(text) ?? [];
      assert.match(text, /fe-01: web: .*, in defaults: option tcpka/);
      await stack.setObject("adopt", { "fe-01": digest });
      const said = await stack.mustUp();
      assert.doesNotMatch(said, /cannot be taken over/);
    });
    t.diagnostic(JSON.stringify(good));
    await assertServes(hosts, "sms-01");
    await stack.must("preview", "--expect-no-changes");
    await hosts.all(async (host, node) => {
      assert.match(await config(host), /^# Managed by n2acd-ha/);
      const step = kind(node) === "sms" ? "haproxy" : "web";
      const kept = `/var/lib/n2acd-ha/${step}/file%etc%haproxy%haproxy.cfg`;
      assert.equal(await host.run(`cat ${kept}`), made[node]);
      assert.match(await commandLine(host), / -f \/etc\/haproxy\/conf\.d /);
      assert.equal(await host.run("systemctl show -p NotifyAccess --value haproxy"), "main\n");
      assert.equal(await host.run("find /run/systemd/system -name '*n2acd*'"), "");
    });
  });

  it("are taken over again after the state was lost, without a restart", async (t) => {
    const before = await hosts.all(master);
    const extraConfig = { sms: { defaults: [own["sms-01"]] } };
    stack = await Stack.create("adoption", { ...(await values()), extraConfig }, clientKey);
    const good = await unnoticed(async () => {
      await stack.mustUp();
    });
    t.diagnostic(JSON.stringify(good));
    assert.deepEqual(await hosts.all(master), before);
    await assertServes(hosts, "sms-01");
  });

  it("have their HAProxy started again by systemd, should it end", async () => {
    const host = hosts.on("sms-02");
    const before = await master(host);
    await host.run(`kill -KILL ${before.trim()}; n=0
      until [ "$(systemctl show -p MainPID --value haproxy)" != ${before.trim()} ] && systemctl is-active -q haproxy
      do n=$((n + 1)); [ $n -lt 50 ] || exit 1; sleep 0.2; done`);
  });

  it("are given back as they were", async (t) => {
    const good = await unnoticed(async () => {
      await stack.mustDestroy();
    });
    t.diagnostic(JSON.stringify(good));
    assert.deepEqual(await hosts.changes(found), []);
    await hosts.all(async (host, node) => {
      assert.equal(await config(host), made[node]);
      assert.doesNotMatch(await commandLine(host), / -L |\/run\/haproxy\/master\.sock/);
      assert.equal(await host.run("find / -xdev -name '*n2acd-ha*' -not -path '/proc/*'"), "", node);
    });
    // On their own again, they still find the primary.
    await unnoticed(() => new Promise((resolve) => setTimeout(resolve, 12_000)));
  });
});
