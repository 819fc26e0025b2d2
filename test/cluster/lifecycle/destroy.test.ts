// A destroy that is killed while the state still holds everything: the next one finds hosts that were already restored.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { hostFolder } from "../../../components/host/toolkit.ts";
import { until } from "../../support/agent/until.ts";
import { clientKey, Hosts, type Node } from "../../support/stack/hosts.ts";
import { Stack } from "../../support/stack/stack.ts";
import type { Snapshot } from "../../support/snapshot.ts";
import { Runner } from "./runner.ts";

describe("a destroy that is killed before the state has a word of it", () => {
  const hosts = new Hosts("n2acd-lifecycle-destroy", "172.30.219");
  let stack: Stack;
  let found: Record<Node, Snapshot>;

  before(async () => {
    await hosts.up();
    found = await hosts.look();
    stack = await Stack.create("lifecycle-destroy", await hosts.config(), clientKey);
    await stack.mustUp();
  });
  after(() => hosts.cluster.down());

  it("is done again, and each host is as it was", async () => {
    const before = await stack.resources();
    const runner = new Runner(stack, ["destroy"], ["PULUMI_SKIP_CHECKPOINTS=true"]);
    await until("one host is done", 60, async () =>
      Object.values(await hosts.all((host) => host.run(`ls -d ${hostFolder} 2>/dev/null || echo gone`)))
        .map((said) => said.trim())
        .includes("gone"),
    );
    await runner.kill();
    assert.equal((await stack.resources()).length, before.length, "the state is that of before");
    await stack.must("cancel", "--yes");
    assert.match(
      await stack.mustDestroy(),
      /there is no \/var\/lib\/n2acd-ha here any more, so nothing to undo/,
    );
    assert.deepEqual(await hosts.changes(found), []);
  });
});
