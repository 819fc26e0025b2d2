// Calls of Jarvis over TLS: what front ends and SMS nodes are told.
import * as pulumi from "@pulumi/pulumi";
import assert from "node:assert/strict";
import { before, test } from "node:test";
import { parseConfig } from "../../../config/parse.ts";
import { Recording, registered } from "./recording.ts";

const recording = new Recording();
await pulumi.runtime.setMocks(recording, "n2acd-ha", "test");
const { SmsCluster } = await import("../../../components/smsCluster.ts");
const { Credentials } = await import("../../../components/credentials.ts");
const { inventoryHost } = await import("../../../components/host/inventory.ts");
const { requireNames } = await import("../../../components/jarvisTls.ts");
const { feSettings, smsSettings } = await import("../../../components/settings.ts");

const ssh = { user: "root", port: 22, sudo: false };
const host = (name: string, address: string) => inventoryHost({ name, address, ssh });
const [sms01, sms02] = [host("sms-01", "sms-01.example.net"), host("sms-02", "10.0.0.12")];
const fe = host("fe-01", "10.0.0.21");
const tls = { port: 8443, caFile: "/etc/pki/sms-ca.pem", serverName: "sms.example.net" };
const config = parseConfig({
  smsNodes: [sms01, sms02].map(({ name, address }) => ({ name, address })),
  insecurelyTrustAnyHostKey: true,
  jarvis: { tls },
});

before(async () => {
  const credentials = new Credentials("credentials", { healthCheckGeneration: 1, statsGeneration: 1 });
  const frontEnds = { ...feSettings(config), hosts: [fe] };
  const cluster = new SmsCluster({ ...smsSettings(config), hosts: [sms01, sms02], frontEnds, credentials });
  await registered([...cluster.smsNodes, ...cluster.feNodes]);
});

const told = (step: string): string => String(recording.one(step).inputs["create"]);

test("the front end asks each SMS node over TLS, by a name that its certificate has to be for", () => {
  const lines = String(recording.one("fe-01-web").inputs["stdin"]).match(/server sms-.*/g);
  const how =
    "check ssl ssl-min-ver TLSv1.2 verify required ca-file /etc/pki/sms-ca.pem verifyhost sms.example.net sni str(sms.example.net) check-sni sms.example.net";
  assert.deepEqual(lines, [
    `server sms-01 sms-01.example.net:8443 maxconn 100 init-addr none ${how}`,
    `server sms-02 10.0.0.12:8443 maxconn 100 ${how}`,
  ]);
});

test("the CA has to be on the front end before anything changes", () => {
  assert.match(told("fe-01-ready"), / jarvis_ca=\/etc\/pki\/sms-ca\.pem /);
});

test("SMS nodes let the front ends in to that port, and look whether anything listens there", () => {
  assert.match(told("sms-01-firewall"), / allow=8443:10\.0\.0\.21 /);
  assert.doesNotMatch(told("sms-01-firewall"), /=80(:| )/);
  assert.match(told("sms-02-ready"), / front=8443 /);
});

test("without a name of its own a node is checked by its address, which has to be a name", () => {
  const { serverName, ...without } = tls;
  const jarvis = { path: "/a", port: 80, tls: without };
  assert.ok(serverName);
  requireNames([sms01], jarvis);
  assert.throws(() => {
    requireNames([sms01, sms02], jarvis);
  }, /jarvis\.tls\.serverName: missing; the address of sms-02, 10\.0\.0\.12, is no name/);
});
