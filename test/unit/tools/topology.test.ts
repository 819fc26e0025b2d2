// What the picture and the readme of a stack say of its virtual addresses.
import assert from "node:assert/strict";
import { test } from "node:test";
import { parseConfig } from "../../../config/parse.ts";
import { readmeOf } from "../../../lib/readme.ts";
import { inventoryOf } from "../../../tools/topology/inventory.ts";
import { keys, smallest } from "../../support/samples.ts";

const settings = {
  ...smallest,
  feNodes: [
    { name: "fe-01", address: "10.0.0.21", hostKey: keys.ed25519 },
    { name: "fe-02", address: "10.0.0.22", hostKey: keys.ed25519 },
  ],
  vips: [
    { name: "web", for: "fe", address: "10.0.0.50", prefix: 24, routerId: 51 },
    { name: "api", for: "sms", address: "10.0.0.60", prefix: 24, routerId: 52, interface: "eth1" },
  ],
};
const printed = Object.fromEntries(
  Object.entries(settings).map(([key, objectValue]) => [`n2acd-ha:${key}`, { objectValue }]),
);

test("the topology has the addresses, and of them nothing that only hosts need", () => {
  const { vips, feNodes } = inventoryOf(JSON.stringify(printed));
  assert.deepEqual(feNodes, ["fe-01", "fe-02"]);
  assert.deepEqual(vips, [
    { name: "web", address: "10.0.0.50", for: "fe" },
    { name: "api", address: "10.0.0.60", for: "sms" },
  ]);
});

test("the readme names them, where there are any", () => {
  const { failover } = parseConfig(settings);
  const bounds = { refused: 1, unavailable: 1, silentHost: 1, hungAgent: 1 };
  const facts = {
    ...{ stack: "prod", endpoints: {}, readEndpoints: {}, fe: {}, stats: {}, jarvis: {} },
    topology: inventoryOf(JSON.stringify(printed)),
    profile: failover.profile,
    bounds: { down: bounds, up: 1, toleratedSilence: 1 },
  } as unknown as Parameters<typeof readmeOf>[0];
  const text = readmeOf(facts);
  assert.match(text, /\n- web: `10\.0\.0\.50`, of the front ends\n- api: `10\.0\.0\.60`, of the SMS nodes\n/);
  assert.match(text, /vip1\(\["10\.0\.0\.50<br>web"\]\)/);
  const none = { ...facts, topology: { ...facts.topology, vips: [] } };
  assert.doesNotMatch(readmeOf(none), /Virtual/);
});
