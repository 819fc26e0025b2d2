// SMS nodes as one stack and their front ends as another, which reads the SMS nodes from the first one's outputs.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { changedLines } from "../../support/stack/diff.ts";
import { clientKey, feNodes, Hosts, type Node } from "../../support/stack/hosts.ts";
import { Stack } from "../../support/stack/stack.ts";
import { assertServes, callJarvis } from "../../support/stack/traffic.ts";
import type { Snapshot } from "../../support/snapshot.ts";

describe("SMS nodes and front ends in two stacks", () => {
  const hosts = new Hosts("n2acd-scale-stacks", "172.30.205");
  let found: Record<Node, Snapshot>;
  let sms: Stack;
  let fe: Stack;

  before(async () => {
    await hosts.up();
    found = await hosts.look();
    const { ssh, smsNodes, feNodes: frontEnds, jarvis } = await hosts.config();
    const addresses = feNodes.map((node) => hosts.address(node));
    sms = await Stack.create("two-stacks", { ssh, smsNodes, jarvis, frontEnds: addresses }, clientKey);
    const smsStack = `organization/n2acd-ha/${sms.name}`;
    fe = await sms.beside("fe", { ssh, smsStack, feNodes: frontEnds }, clientKey);
  });
  after(() => hosts.cluster.down());

  it("does not go on without the SMS nodes' stack", async () => {
    const { status, text } = await fe.run("preview");
    assert.notEqual(status, 0);
    assert.match(
      text,
      /smsStack: organization\/n2acd-ha\/e2e, output smsNodes: .*run up in that stack first/,
    );
  });

  it("goes up, one stack after the other, and serves through every node", async () => {
    await sms.mustUp();
    // A preview knows the other stack's nodes, before any front end is touched.
    assert.match(
      await fe.must("preview", "--diff", "--show-full-output"),
      new RegExp(`server sms-02 ${hosts.address("sms-02")}:80 `),
    );
    await fe.mustUp();
    await assertServes(hosts, "sms-01");
  });

  it("changes nothing when both go up again", async () => {
    await sms.mustUp("--expect-no-changes");
    await fe.mustUp("--expect-no-changes");
  });

  it("drains an SMS node in its own stack, and then on the front ends, by a line on each", async () => {
    await sms.set({ "drained[0]": "sms-02" });
    await sms.mustUp();
    const changed = changedLines(await fe.must("preview", "--diff"));
    assert.deepEqual(Object.keys(changed).toSorted(), ["fe-01-web", "fe-02-web"]);
    const line = `server sms-02 ${hosts.address("sms-02")}:80 maxconn 100 check`;
    for (const lines of Object.values(changed)) assert.deepEqual(lines, [`- ${line}`, `+ ${line} disabled`]);
    await fe.mustUp();
    for (let call = 0; call < 10; call += 1) {
      for (const node of feNodes) assert.equal((await callJarvis(hosts, node)).node, "sms-01");
    }
  });

  it("is destroyed in turn, and each host is as it was", async () => {
    await fe.mustDestroy();
    await sms.mustDestroy();
    assert.deepEqual(await hosts.changes(found), []);
  });
});
