import * as pulumi from "@pulumi/pulumi";
import assert from "node:assert/strict";
import { test } from "node:test";
import { parseConfig } from "../../../config/parse.ts";
import { readAsked } from "../../../tools/status/asked.ts";
import { commandsFor, questionFor } from "../../../tools/status/question.ts";
import { applicationOf } from "../../../steps/command.ts";
import { keys, smallest } from "../../support/samples.ts";
import { Recording, registered } from "./recording.ts";

const recording = new Recording();
await pulumi.runtime.setMocks(recording, "n2acd-ha", "test");
const { SmsCluster } = await import("../../../components/smsCluster.ts");
const { Credentials } = await import("../../../components/credentials.ts");
const { inventoryHost } = await import("../../../components/host/inventory.ts");
const { feSettings, smsSettings } = await import("../../../components/settings.ts");

const ssh = { user: "root", port: 22, sudo: false };
const host = inventoryHost({ name: "sms-01", address: "10.0.0.11", ssh });
const front = inventoryHost({ name: "fe-01", address: "10.0.0.21", ssh });
const config = parseConfig({ ...smallest, agent: "bundled", statusKeys: [keys.ed25519] });
const credentials = new Credentials("credentials", { healthCheckGeneration: 1, statsGeneration: 1 });
const second = inventoryHost({ name: "fe-02", address: "10.0.0.22", ssh });
const vips = [{ name: "web", address: "10.0.0.50", prefix: 24, routerId: 51 }];
const frontEnds = { ...feSettings(config), hosts: [front, second], vips };
const { smsNodes, feNodes } = new SmsCluster({
  ...smsSettings(config),
  hosts: [host],
  frontEnds,
  credentials,
});
await registered([...smsNodes, ...feNodes]);

/** What `make status` would ask that node, from its state. */
function asRootWould(node: string, address: string) {
  const steps = recording.resources.flatMap(({ name, inputs }) => {
    const applied = name.startsWith(`${node}-`) ? applicationOf(inputs["create"]) : undefined;
    return applied === undefined
      ? []
      : [{ ...applied, stdin: typeof inputs["stdin"] === "string" ? inputs["stdin"] : "" }];
  });
  return questionFor({ name: node, login: { host: address }, steps });
}

for (const [node, kind, address] of [
  ["sms-01", "sms", "10.0.0.11"],
  ["fe-01", "fe", "10.0.0.21"],
] as const)
  test(`${node} is told to look at what the stack's own status looks at, and no secret`, () => {
    const { inputs, secrets } = recording.one(`${node}-status`);
    assert.match(String(inputs["create"]), new RegExp(` 'key=${keys.ed25519.replaceAll("+", "\\+")}' `));
    assert.deepEqual(
      secrets.filter((key) => key !== "connection"),
      [],
    );
    const stdin = String(inputs["stdin"]);
    assert.doesNotMatch(stdin, /result-of-/);
    const [asked = "", ...commands] = stdin.trimEnd().split("\n");
    const wanted = asRootWould(node, address);
    // JSON tells nothing of what is undefined.
    const told = JSON.stringify({ ...wanted, ...readAsked({ node, kind, address }, asked) });
    assert.equal(told, JSON.stringify(wanted));
    assert.deepEqual(commands, commandsFor(wanted));
  });

test("a front end with a virtual address looks whether it has it, and at keepalived", () => {
  const { vips, services } = asRootWould("fe-01", "10.0.0.21");
  assert.deepEqual(vips, [{ name: "web", address: "10.0.0.50", port: 80 }]);
  assert.ok(services.includes("keepalived"));
  assert.match(String(recording.one("fe-01-status").inputs["stdin"]), /^vip web 10\.0\.0\.50 80$/m);
  assert.equal(asRootWould("sms-01", "10.0.0.11").vips, undefined);
});

test("the host finds out first whether the login would work", () => {
  for (const node of ["sms-01", "fe-01"])
    assert.match(String(recording.one(`${node}-ready`).inputs["create"]), / looker=n2acd-status /);
});

test("who the host says it is does not count, and what is no question is none", () => {
  const known = { node: "sms-01", kind: "sms", address: "10.0.0.11" } as const;
  const [asked = ""] = String(recording.one("sms-01-status").inputs["stdin"]).split("\n");
  const forged = asked
    .replaceAll('"node":"sms-01"', '"node":"fe-01"')
    .replace('"address":"10.0.0.11"', '"address":"6.6.6.6"');
  const read = readAsked(known, forged);
  assert.deepEqual([read?.node, read?.address], ["sms-01", "10.0.0.11"]);
  for (const wrong of ["", "{", "[]", '{"databases":"x"}']) assert.equal(readAsked(known, wrong), undefined);
});
