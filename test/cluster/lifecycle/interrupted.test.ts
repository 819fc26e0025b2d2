// A run that is interrupted at any step, by a connection that is cut: the next ones go on from there, and destroy still restores
// each host as it was.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import type { Snapshot } from "../../support/snapshot.ts";
import { type Cutter, cutConnections } from "../../support/stack/cutter.ts";
import { clientKey, Hosts, type Node, nodes } from "../../support/stack/hosts.ts";
import { type Ran, Stack } from "../../support/stack/stack.ts";
import { assertServes } from "../../support/stack/traffic.ts";
import { smsSteps } from "../../support/lifecycle/table.ts";

const fe = ["ready", "packages", "firewall", "haproxy-secrets", "web"];
const steps = {
  apply: { sms: smsSteps, fe },
  undo: { sms: ["ready", "haproxy", "jarvis"], fe: ["ready", "web"] },
};

const tooShort = "haproxy-secrets:apply";

// Destroy does without the program, and so without its explanations.
const cut = {
  apply: /step [a-z-]+: the connection was cut while the step ran\. What to do: run up again/,
  undo: /remote command exited without exit status/,
};

describe("an interrupted run", () => {
  const hosts = new Hosts("n2acd-t-cut", "172.30.145");
  let stack: Stack;
  let found: Record<Node, Snapshot>;

  /** Runs until it succeeds; before that, every step's connection is cut once on each host. */
  async function converge(run: () => Promise<Ran>, action: "apply" | "undo"): Promise<number> {
    const { [action]: ofRole } = steps;
    const wanted = (node: Node) =>
      ofRole[node.startsWith("sms") ? "sms" : "fe"].map((step) => `${step}:${action}`).sort();
    // On one half of the hosts a step has hardly begun; on the other half it is under way, if it is long enough: the undo
    // of `ready` takes back the agent, the database's role, the firewall's rules and the packages.
    const long =
      action === "apply" ? (step: string) => step !== tooShort : (step: string) => step === "ready";
    const delay = (node: Node, step: string) => (node.endsWith("1") || !long(step) ? 0 : 0.1);
    const cutters: Record<Node, Cutter> = await hosts.all((host, node) =>
      cutConnections(host, wanted(node), (step) => delay(node, step)),
    );
    let runs = 1;
    for (let ran = await run(); ran.status !== 0; ran = await run(), runs++) {
      assert.match(ran.text, cut[action]);
      assert.ok(runs < 30, ran.text);
    }
    for (const node of nodes) assert.deepEqual(await cutters[node].cut(), wanted(node), node);
    await hosts.all((_, node) => cutters[node].end());
    return runs;
  }

  before(async () => {
    await hosts.up();
    found = await hosts.look();
    stack = await Stack.create("interrupted", await hosts.config(), clientKey);
  });
  after(() => hosts.cluster.down());

  it("of up is gone on with by the next one, whichever step was cut", async (t) => {
    const runs = await converge(() => stack.up("--continue-on-error"), "apply");
    t.diagnostic(`${runs} runs`);
    await assertServes(hosts, "sms-01");
    await stack.must("preview", "--expect-no-changes");
  });

  it("of destroy is, too, and each host is as it was", async (t) => {
    const runs = await converge(
      () => stack.run("destroy", "--yes", "--skip-preview", "--continue-on-error"),
      "undo",
    );
    t.diagnostic(`${runs} runs`);
    assert.deepEqual(await hosts.changes(found), []);
  });
});
