// A change that is valid and wrong: it is found on one node before anything there is touched, and stops.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { clientKey, Hosts, type Node } from "../../support/stack/hosts.ts";
import { Stack } from "../../support/stack/stack.ts";
import { assertServes } from "../../support/stack/traffic.ts";

describe("a change that is valid and wrong", { concurrency: 1 }, () => {
  const hosts = new Hosts("n2acd-t-rollback", "172.30.148");
  let stack: Stack;
  /** The file's content and age, and the process that has read it. */
  const proxyOf = (node: Node) =>
    hosts
      .on(node)
      .run("sha256sum </etc/haproxy/haproxy.cfg; stat -c %Y.%i /etc/haproxy/haproxy.cfg; pgrep -x haproxy");
  const configOf = (node: Node) => hosts.on(node).run("cat /etc/haproxy/haproxy.cfg");

  before(async () => {
    await hosts.up();
    stack = await Stack.create("n2acd-t-rollback", await hosts.config(), clientKey);
    await stack.mustUp();
  });
  after(() => hosts.cluster.down());

  it("stops at the first front end, which is not touched", async () => {
    const untouched: readonly Node[] = ["sms-01", "sms-02", "fe-02"];
    const before = await Promise.all(untouched.map(proxyOf));
    const good = await configOf("fe-01");
    await stack.set({ "jarvis.port": "8099" });
    const { status, text } = await stack.up();
    assert.notEqual(status, 0);
    assert.match(text, /no SMS node answers Jarvis's requests: sms-01 is DOWN \(L4[^)]*\), sms-02 is DOWN/);
    assert.match(text, /HAProxy was not touched, .*; asked now, port 80 answers 200, and 200 for /);
    assert.match(text, /fe-01-web/);
    assert.doesNotMatch(text, /fe-02-web.*(creating|updating|failed)/);
    assert.equal(await configOf("fe-01"), good);
    assert.deepEqual(await Promise.all(untouched.map(proxyOf)), before);
    await assertServes(hosts, "sms-01");
  });

  it("goes on once it is corrected", async () => {
    await stack.set({ "jarvis.port": "80", "timeouts.client": "33m" });
    await stack.mustUp();
    for (const node of ["sms-01", "sms-02", "fe-01", "fe-02"] as const)
      assert.match(await configOf(node), /timeout client 33m/, node);
    await assertServes(hosts, "sms-01");
  });
});
