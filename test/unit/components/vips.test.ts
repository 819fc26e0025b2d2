import * as pulumi from "@pulumi/pulumi";
import assert from "node:assert/strict";
import { before, test } from "node:test";
import { priority } from "../../../lib/vips.ts";
import { Recording, registered } from "./recording.ts";

const recording = new Recording();
await pulumi.runtime.setMocks(recording, "n2acd-ha", "test");
const { SmsCluster } = await import("../../../components/smsCluster.ts");
const { Credentials } = await import("../../../components/credentials.ts");
const { inventoryHost } = await import("../../../components/host/inventory.ts");

const ssh = { user: "root", port: 22, sudo: false };
const hosts = (kind: string, first: number) =>
  [1, 2].map((i) => inventoryHost({ name: `${kind}-0${i}`, address: `10.0.0.${first + i}`, ssh }));
const [sms, fe] = [hosts("sms", 10), hosts("fe", 20)];
const web = { name: "web", address: "10.0.0.50", prefix: 24, routerId: 51 };
const shop = { name: "shop", address: "10.0.0.51", prefix: 24, routerId: 52, interface: "eth1" };

before(async () => {
  const credentials = new Credentials("credentials", { healthCheckGeneration: 1, statsGeneration: 1 });
  const frontEnds = { hosts: fe, vips: [web, shop] };
  const args = { hosts: sms, drained: ["sms-02"], vips: [web], frontEnds, credentials };
  const { smsNodes, feNodes } = new SmsCluster(args);
  await registered([...smsNodes, ...feNodes]);
});

const told = (step: string): string =>
  String(recording.one(step).inputs["create"]).replace(/^.*? apply host=\S+ /, "");
const stepsOf = (node: string): string[] =>
  recording.resources.flatMap(({ name }) =>
    name.startsWith(`${node}-`) ? [name.slice(node.length + 1)] : [],
  );

test("the step of a front end is told of all addresses, each with the next node first", () => {
  assert.match(
    told("fe-01-vip"),
    /^own=10\.0\.0\.21 peer=10\.0\.0\.22 vip=web,51,200,10\.0\.0\.50\/24 vip=shop,52,199,10\.0\.0\.51\/24,eth1 alive=http:\/\/127\.0\.0\.1:80\/n2acd-ha-alive port=80 apache=81 version=/,
  );
  assert.match(told("fe-02-vip"), /^own=10\.0\.0\.22 peer=10\.0\.0\.21 vip=web,51,199,\S+ vip=shop,52,200,/);
  assert.match(String(recording.one("fe-01-web").inputs["stdin"]), /\n {4}monitor-uri \/n2acd-ha-alive\n/);
});

test("an SMS node is asked on its stats page, by users on the port of PostgreSQL", () => {
  assert.match(
    told("sms-01-vip"),
    /^own=10\.0\.0\.11 peer=10\.0\.0\.12 vip=web,51,200,\S+ alive=http:\/\/127\.0\.0\.1:7000\/n2acd-ha-alive port=15432 apache=80 version=/,
  );
  assert.match(
    String(recording.one("sms-01-haproxy").inputs["stdin"]),
    /listen stats\n[^]*monitor-uri \/n2acd-ha-alive\n[^]*\nlisten Postgres/,
  );
});

test("keepalived is looked for, installed, and heard by the other nodes alone", () => {
  for (const [node, peer] of [
    ["sms-01", "10.0.0.12"],
    ["fe-02", "10.0.0.21"],
  ] as const) {
    assert.match(told(`${node}-ready`), / keepalived=yes /);
    assert.match(told(`${node}-packages`), / package=keepalived /);
    assert.deepEqual(told(`${node}-firewall`).match(/vrrp=\S+/g), [`vrrp=${peer}`]);
  }
});

test("a drained node gives its addresses away before any HAProxy takes it out", () => {
  assert.match(told("sms-02-vip"), / drained=yes version=/);
  const [first, second] = [stepsOf("sms-01"), stepsOf("sms-02")];
  assert.ok(second.indexOf("vip") < second.indexOf("haproxy"));
  assert.ok(first.indexOf("vip") > first.indexOf("haproxy"));
  const order = recording.resources.map(({ name }) => name);
  assert.ok(order.indexOf("sms-02-vip") < order.indexOf("sms-01-haproxy"));
});

test("each address begins with another node, and goes on to the next", () => {
  const ranks = (vip: number) => [0, 1, 2].map((node) => priority(node, vip, 3));
  assert.deepEqual([0, 1, 2, 3].map(ranks), [
    [200, 199, 198],
    [198, 200, 199],
    [199, 198, 200],
    [200, 199, 198],
  ]);
  assert.equal(priority(499, 0, 500), 1);
});
