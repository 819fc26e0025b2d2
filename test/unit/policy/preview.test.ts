// The pack in a real preview: a good stack passes, a bad one is stopped, with the rule's words.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { join } from "node:path";
import { rm } from "node:fs/promises";
import { smallest } from "../../support/samples.ts";
import { root } from "../../support/stack/pulumi.ts";
import { Stack } from "../../support/stack/stack.ts";

describe("pulumi preview --policy-pack policy", () => {
  let stack: Stack;
  const preview = () => stack.run("preview", "--policy-pack", join(root, "policy"));

  before(async () => {
    stack = await Stack.create("policy", smallest);
  });
  after(() => rm(stack.folder, { recursive: true }));

  it("lets a good stack pass", async () => {
    const { status, text } = await preview();
    assert.equal(status, 0, text);
    assert.match(text, /n2acd-ha@v0\.1\.0/);
  });

  it("stops one whose hosts are not known, though the program would let it pass", async () => {
    await stack.set({ insecurelyTrustAnyHostKey: "true" });
    await stack.must("config", "rm", "--path", "n2acd-ha:smsNodes[1].hostKey");
    const { status, text } = await preview();
    assert.notEqual(status, 0, text);
    assert.match(text, /\[mandatory\] +host-key-pinned +\(command:remote:Command: sms-02-haproxy\)/);
    assert.match(text, /the host's key is not pinned: set hostKey of the node/);
    assert.doesNotMatch(
      text,
      /no-plain-secret|stats-with-password|agent-not-open|two-sms-nodes|be known during preview/,
    );
  });
});
