import * as pulumi from "@pulumi/pulumi";
import assert from "node:assert/strict";
import { test } from "node:test";
import { parseConfig } from "../../../config/parse.ts";
import { keys, smallest } from "../../support/samples.ts";
import { Recording, registered } from "./recording.ts";

const recording = new Recording();
await pulumi.runtime.setMocks(recording, "n2acd-ha", "test");
const { SmsCluster } = await import("../../../components/smsCluster.ts");
const { stepNames } = await import("../../../steps/all.ts");
const { LostNode } = await import("../../../components/lostNode.ts");
const { Credentials } = await import("../../../components/credentials.ts");
const { inventoryHost } = await import("../../../components/host/inventory.ts");
const { feSettings, smsSettings } = await import("../../../components/settings.ts");

const ssh = { user: "root", port: 22, sudo: false };
const jarvis = { configFile: "/etc/jarvis.conf", match: "^port=5432$", set: "port=15432", service: "jarvis" };
const credentials = new Credentials("credentials", { healthCheckGeneration: 1, statsGeneration: 1 });

const stepsOf = (node: string): string[] =>
  recording.resources
    .filter(({ name, type }) => type === "command:remote:Command" && name.startsWith(`${node}-`))
    .map(({ name }) => name.slice(node.length + 1));

const stacks = {
  plain: {},
  unguarded: { guard: false },
  jarvis: { jarvis },
  endpoint: { agent: { port: 8008 } },
  metrics: { metrics: { from: ["10.0.0.31"] } },
  status: { statusKeys: [keys.ed25519] },
  vips: { vips: [{ name: "jarvis", for: "sms", address: "10.0.0.50", prefix: 24, routerId: 51 }] },
};
for (const [name, more] of Object.entries(stacks)) {
  test(`${name}: a lost node has the steps that it had`, async () => {
    const config = parseConfig({ ...smallest, ...more });
    const host = inventoryHost({ name, address: "10.0.0.11", ssh });
    const other = inventoryHost({ name: `beside-${name}`, address: "10.0.0.12", ssh });
    const front = inventoryHost({ name: `${name}fe`, address: "10.0.0.21", ssh });
    const [sms, fe] = [smsSettings(config), feSettings(config)];
    const frontEnds = { ...fe, hosts: [front] };
    const { smsNodes, feNodes } = new SmsCluster({ ...sms, hosts: [host, other], frontEnds, credentials });
    await registered([...smsNodes, ...feNodes]);
    assert.deepEqual(stepNames("sms", sms), stepsOf(name));
    assert.deepEqual(stepNames("fe", fe), stepsOf(front.name));
  });
}

test("a lost node is told nothing to run, under the names that the state knows", async () => {
  const host = inventoryHost({ name: "gone", address: "10.0.0.12", ssh });
  const lost = new LostNode(host, "SmsNode", ["ready", "packages"]);
  await registered([lost]);
  assert.deepEqual(stepsOf("gone"), ["ready", "packages"]);
  for (const step of ["ready", "packages"]) {
    const { inputs } = recording.one(`gone-${step}`);
    assert.deepEqual(
      [inputs["create"], inputs["delete"], inputs["update"]],
      [undefined, undefined, undefined],
    );
  }
  assert.equal(recording.one("gone").type, "n2acd-ha:index:SmsNode");
});
