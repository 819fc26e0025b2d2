// The main job on hosts of an inventory, from what they were to a working cluster, and back to what they were.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import type { Snapshot } from "../../support/snapshot.ts";
import { changedLines } from "../../support/stack/diff.ts";
import { clientKey, Hosts, type Node, nodes, smsNodes } from "../../support/stack/hosts.ts";
import { Stack } from "../../support/stack/stack.ts";
import { assertServes, servesWithin, Session } from "../../support/stack/traffic.ts";

describe("a stack of existing hosts", () => {
  const hosts = new Hosts("n2acd-t-e2e", "172.30.143");
  let stack: Stack;
  let found: Record<Node, Snapshot>;
  const masters = () => hosts.all((host) => host.run("systemctl show -p MainPID --value haproxy"));

  before(async () => {
    await hosts.up();
    found = await hosts.look();
    stack = await Stack.create("inventory", await hosts.config(), clientKey);
  });
  after(() => hosts.cluster.down());

  it("goes up, and serves through every node", async () => {
    await stack.mustUp();
    await assertServes(hosts, "sms-01");
  });

  it("names its endpoints and keeps its passwords to itself", async () => {
    assert.deepEqual(await stack.output("endpoints"), {
      ACD: Object.fromEntries(smsNodes.map((node) => [node, `${hosts.address(node)}:15432`])),
    });
    const outputs = JSON.parse(await stack.must("stack", "output", "--json")) as Record<string, unknown>;
    for (const secret of ["statsPassword", "healthCheckPassword"]) assert.equal(outputs[secret], "[secret]");
  });

  it("changes nothing when it goes up again", async () => {
    const set = await hosts.look();
    await stack.mustUp("--expect-no-changes");
    await stack.must("preview", "--expect-no-changes");
    assert.deepEqual(await hosts.changes(set), []);
  });

  it("is previewed with every host powered off, and serves again when they are back", async () => {
    await hosts.power("kill", ...nodes);
    await stack.must("preview", "--expect-no-changes");
    await hosts.power("start", ...nodes);
    await servesWithin(60, hosts, "sms-01");
  });

  it("shows one setting as one line, and applies it by a reload that sessions survive", async () => {
    await stack.set({ "timeouts.client": "31m" });
    const preview = await stack.must("preview", "--diff");
    // On a front end the setting is also the timeout of connections that were upgraded from HTTP, such as WebSocket.
    const front = [
      "- timeout tunnel 30m",
      "+ timeout tunnel 31m",
      "- timeout client 30m",
      "+ timeout client 31m",
    ];
    assert.deepEqual(changedLines(preview), {
      "sms-01-haproxy": ["- timeout client 30m", "+ timeout client 31m"],
      "sms-02-haproxy": ["- timeout client 30m", "+ timeout client 31m"],
      "fe-01-web": front,
      "fe-02-web": front,
    });

    const sessions = smsNodes.map((node) => new Session(hosts, node));
    const ask = () => Promise.all(sessions.map((session) => session.ask("SELECT pg_backend_pid()")));
    const [pids, backends] = [await masters(), await ask()];
    await stack.mustUp();
    assert.deepEqual(await masters(), pids);
    assert.deepEqual(await ask(), backends);
    for (const session of sessions) session.end();
    await hosts.all((host) => host.run("grep -qx ' *timeout client 31m' /etc/haproxy/haproxy.cfg"));
    await assertServes(hosts, "sms-01");
  });

  it("follows the primary, with no configuration change", async (t) => {
    await hosts.cluster.postgres("kill", "sms-01");
    await hosts.cluster.postgres("promote", "sms-02");
    const promoted = Date.now();
    await servesWithin(20, hosts, "sms-02");
    t.diagnostic(`written through both nodes ${Date.now() - promoted} ms after the promotion`);
    await stack.must("preview", "--expect-no-changes");
    await hosts.cluster.postgres("rejoin", "sms-01", "sms-02");
    await servesWithin(20, hosts, "sms-02");
  });

  it("is destroyed, and each host is as it was", async () => {
    await stack.mustDestroy();
    assert.deepEqual(await hosts.changes(found), []);
    const left = await hosts.all((host) => host.run("find / -xdev -name '*n2acd-ha*' -not -path '/proc/*'"));
    assert.deepEqual(left, Object.fromEntries(nodes.map((node) => [node, ""])));
  });
});
