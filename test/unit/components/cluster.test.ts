// What a program's two constructors make of it: complete, under the names that every version has had, and no mistake in silence.
import * as pulumi from "@pulumi/pulumi";
import assert from "node:assert/strict";
import { before, describe, test } from "node:test";
import { Recording, registered } from "./recording.ts";

const recording = new Recording();
await pulumi.runtime.setMocks(recording, "n2acd-ha", "test");
const { SmsCluster } = await import("../../../components/smsCluster.ts");
const { FrontEnds } = await import("../../../components/frontEnds.ts");
const { Credentials } = await import("../../../components/credentials.ts");
const { inventoryHost } = await import("../../../components/host/inventory.ts");

const ssh = { user: "root", port: 22, sudo: false };
const host = (name: string, last: number) => inventoryHost({ name, address: `10.0.0.${last}`, ssh });
const sms = [host("sms-01", 11), host("sms-02", 12)];
const fe = [1, 2, 3, 4].map((i) => host(`fe-0${i}`, 20 + i));
const credentials = new Credentials("credentials", { healthCheckGeneration: 1, statsGeneration: 1 });

const urnOf = (node: pulumi.Resource): Promise<string> => new Promise((resolve) => node.urn.apply(resolve));
const place = (name: string): number => {
  recording.one(name);
  return recording.resources.findIndex((each) => each.name === name);
};
const told = (name: string): string => String(recording.one(name).inputs["create"]);

describe("a cluster with front ends", () => {
  const { smsNodes, feNodes } = new SmsCluster({
    hosts: sms,
    lost: [host("sms-09", 19)],
    frontEnds: { hosts: fe, lost: [host("fe-09", 29)], canary: 1, batch: 2 },
    frontEndsElsewhere: ["10.0.0.31"],
    agent: { kind: "bundled" },
    credentials,
  });
  before(() => registered([...smsNodes, ...feNodes]));

  test("has its nodes where every version has had them: another URN would be another node, and this one undone", async () => {
    const urns = await Promise.all([...smsNodes, ...feNodes].map(urnOf));
    const urn = (kind: string) => (each: { name: string }) =>
      `urn:pulumi:test::n2acd-ha::n2acd-ha:index:${kind}::${each.name}`;
    assert.deepEqual(urns, [...sms.map(urn("SmsNode")), ...fe.map(urn("FeNode"))]);
  });

  test("takes away what only the configuration before needed once all of them are proven", () => {
    const proven = ["sms-01-haproxy", "sms-02-haproxy", ...fe.map(({ name }) => `${name}-web`)].map(place);
    for (const { name } of [...sms, ...fe]) assert.ok(place(`${name}-retire`) > Math.max(...proven), name);
  });

  test("lets all front ends in, and has them for witnesses", () => {
    for (const last of [21, 22, 23, 24, 31]) {
      assert.match(told("sms-01-firewall"), new RegExp(` allow=80:10\\.0\\.0\\.${last} `));
      assert.match(told("sms-01-guard"), new RegExp(` witness=10\\.0\\.0\\.${last}:80 `));
    }
    assert.match(told("sms-01-firewall"), / elsewhere=10\.0\.0\.31 version=/);
  });

  test("keeps the steps of lost nodes, and runs none", () => {
    for (const step of ["sms-09-agent", "sms-09-retire", "fe-09-web", "fe-09-retire"])
      assert.equal(recording.one(step).inputs["create"], undefined);
  });
});

test("front ends of another program's SMS nodes take away what is left once all of them are proven", async () => {
  const hosts = fe.map(({ name }, i) => host(`other-${name}`, 40 + i));
  const { feNodes } = new FrontEnds({ hosts, smsNodes: sms, credentials });
  await registered(feNodes);
  assert.ok(place("other-fe-01-retire") > place("other-fe-04-web"));
});

test("a lost node keeps its guard where the last one there needs none", async () => {
  const [hosts, lost] = [[host("left-01", 61)], [host("left-02", 62)]];
  const { smsNodes } = new SmsCluster({ hosts, lost, credentials });
  await registered(smsNodes);
  assert.equal(recording.one("left-02-guard").inputs["create"], undefined);
  assert.throws(() => recording.one("left-01-guard"));
});

test("nodes come under the parent of the options", async () => {
  const parent = new pulumi.ComponentResource("my:own:Site", "site");
  const hosts = [host("mine-01", 51)];
  const frontEnds = { hosts: [host("mine-fe", 52)] };
  const { smsNodes, feNodes } = new SmsCluster({ hosts, frontEnds, credentials }, { parent });
  await registered([...smsNodes, ...feNodes]);
  for (const node of [...smsNodes, ...feNodes]) assert.match(await urnOf(node), /::my:own:Site\$n2acd-ha:/);
});

describe("a mistake is named", () => {
  const mistakes = {
    "a cluster of nobody": [
      { hosts: [], frontEnds: { hosts: fe } },
      /^hosts: a cluster has SMS nodes; .* FrontEnds$/,
    ],
    "a drained node that is none": [
      { hosts: sms, drained: ["sms-20"] },
      /^drained: sms-20 is none of the SMS nodes: sms-01, sms-02$/,
    ],
    "a batch of none": [
      { hosts: sms, frontEnds: { hosts: fe, batch: 0 } },
      /^frontEnds: batch is 0 and canary 0: give whole numbers/,
    ],
    "half a canary": [
      { hosts: sms, frontEnds: { hosts: fe, canary: 0.5 } },
      /^frontEnds: batch is 1 and canary 0\.5: give whole numbers/,
    ],
  } as const;
  for (const [name, [args, message]] of Object.entries(mistakes))
    test(name, () => {
      assert.throws(() => new SmsCluster({ ...args, credentials }), { message });
    });
});
