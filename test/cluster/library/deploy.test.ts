// The example program, with the package, on real hosts: up, serving, nothing to change, and destroyed without a trace.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { clientKey, feNodes, Hosts, type Node, smsNodes } from "../../support/stack/hosts.ts";
import { Stack } from "../../support/stack/stack.ts";
import { assertServes } from "../../support/stack/traffic.ts";
import type { Snapshot } from "../../support/snapshot.ts";
import { example, install, pack } from "../../support/installed.ts";

describe("the example program", () => {
  const hosts = new Hosts("n2acd-t-library", "172.30.150");
  let found: Record<Node, Snapshot>;
  let stack: Stack;

  before(async () => {
    await hosts.up();
    found = await hosts.look();
    const { smsNodes: sms, feNodes: fe, jarvis } = await hosts.config();
    const config = { user: "deploy", sms, fe, jarvis };
    stack = await Stack.ofProgram(example, "library-deploy", config, clientKey);
    await install((await pack()).archive, stack.folder);
  });
  after(() => hosts.cluster.down());

  it("sets up the cluster, which serves", async () => {
    await stack.mustUp();
    await assertServes(hosts, "sms-01");
    assert.deepEqual(
      await stack.output("urls"),
      feNodes.map((node) => `http://${hosts.address(node)}`),
    );
    assert.deepEqual(
      await stack.output("endpoints"),
      smsNodes.map((node) => ({ ACD: `${hosts.address(node)}:15432` })),
    );
  });

  it("has nothing to change after that", async () => {
    await stack.mustUp("--expect-no-changes");
  });

  it("is destroyed, and each host is as it was", async () => {
    await stack.mustDestroy();
    assert.deepEqual(await hosts.changes(found), []);
  });
});
