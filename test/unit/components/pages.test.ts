// HAProxy's own pages over TLS: what the steps of a node are told.
import * as pulumi from "@pulumi/pulumi";
import assert from "node:assert/strict";
import { before, test } from "node:test";
import { Recording, registered } from "./recording.ts";

const recording = new Recording();
await pulumi.runtime.setMocks(recording, "n2acd-ha", "test");
const { SmsCluster } = await import("../../../components/smsCluster.ts");
const { Credentials } = await import("../../../components/credentials.ts");
const { inventoryHost } = await import("../../../components/host/inventory.ts");

const ssh = { user: "root", port: 22, sudo: false };
const host = (name: string, address: string) => inventoryHost({ name, address, ssh });
const smsNodes = [host("sms-01", "10.0.0.11"), host("sms-02", "10.0.0.12")];
const fe = host("fe-01", "10.0.0.21");
const tls = { certificateFile: "/etc/pki/page.pem" };
const vips = [{ name: "db", address: "10.0.0.50", prefix: 24, routerId: 51 }];
const pages = {
  stats: { port: 7000, bind: "*", user: "admin", tls },
  metrics: { port: 8405, bind: "node", from: [], tls },
};

const urls: string[] = [];
before(async () => {
  const credentials = new Credentials("credentials", { healthCheckGeneration: 1, statsGeneration: 1 });
  const frontEnds = { hosts: [fe], ...pages };
  const cluster = new SmsCluster({ hosts: smsNodes, credentials, vips, ...pages, frontEnds });
  const nodes = [...cluster.smsNodes, ...cluster.feNodes];
  await registered(nodes);
  urls.push(...nodes.map(({ statsUrl }) => statsUrl));
});

const told = (step: string): string => String(recording.one(step).inputs["create"]);
const rendered = (step: string): string => String(recording.one(step).inputs["stdin"]);

test("both kinds of node show the certificate that is on them", () => {
  const how = / ssl crt \/etc\/pki\/page\.pem ssl-min-ver TLSv1\.2 no-tls-tickets ciphers \S+\n/;
  for (const step of ["sms-01-haproxy", "fe-01-web", "sms-02-metrics", "fe-01-metrics"])
    assert.match(rendered(step), how, step);
  for (const node of ["sms-01", "fe-01"])
    assert.match(told(`${node}-ready`), / certificate=\/etc\/pki\/page\.pem /);
});

test("the proofs, and the check of virtual addresses, ask over TLS", () => {
  assert.match(told("sms-01-haproxy"), / stats=https:\/\/127\.0\.0\.1:7000 /);
  assert.match(told("fe-01-web"), / stats=https:\/\/127\.0\.0\.1:7000 /);
  assert.match(told("sms-01-metrics"), / at=https:\/\/10\.0\.0\.11:8405 /);
  assert.match(told("sms-01-vip"), / alive=https:\/\/127\.0\.0\.1:7000\/n2acd-ha-alive /);
  assert.deepEqual(
    urls,
    ["10.0.0.11", "10.0.0.12", "10.0.0.21"].map((address) => `https://${address}:7000/`),
  );
});
