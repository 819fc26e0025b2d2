// Certificates of the stack: a secret of the step that brings them to a front end, on its standard input alone.
import * as pulumi from "@pulumi/pulumi";
import assert from "node:assert/strict";
import { before, test } from "node:test";
import { certificate } from "../../support/certificate.ts";
import { Recording, registered } from "./recording.ts";

const recording = new Recording();
await pulumi.runtime.setMocks(recording, "n2acd-ha", "test");
const { FrontEnds } = await import("../../../components/frontEnds.ts");
const { Credentials } = await import("../../../components/credentials.ts");
const { inventoryHost } = await import("../../../components/host/inventory.ts");

const made = certificate(["portal.example.net"]);
const own = certificate(["own.example.net"]);
const ssh = { user: "root", port: 22, sudo: false };
const host = (name: string) => inventoryHost({ name, address: "10.0.0.21", ssh });
const tls = { port: 443, apachePort: 444 };
const credentials = new Credentials("credentials", { healthCheckGeneration: 1, statsGeneration: 1 });
const common = { smsNodes: [{ name: "sms-01", address: "10.0.0.11" }], credentials };

before(async () => {
  const feCertificates = [made.key + made.certificate];
  const feNodeCertificates = { "fe-04": [own.certificate + own.key] };
  await registered([
    ...new FrontEnds({
      ...{ ...common, tls, feCertificates, feNodeCertificates },
      hosts: [host("fe-04"), host("fe-05")],
    }).feNodes,
    ...new FrontEnds({ ...common, hosts: [host("fe-01")], tls, feCertificates }).feNodes,
    ...new FrontEnds({ ...common, hosts: [host("fe-02")], tls }).feNodes,
  ]);
});

test("they are on standard input, behind the configuration, and secret", () => {
  const { inputs, secrets } = recording.one("fe-01-tls");
  const { inputs: without, secrets: none } = recording.one("fe-02-tls");
  assert.equal(inputs["stdin"], `${String(without["stdin"])}${made.certificate}${made.key}`);
  assert.ok(secrets.includes("stdin"));
  assert.ok(!none.includes("stdin"));
  // As of every step with a secret: the policy pack insists on it.
  assert.equal(inputs["logging"], "none");
});

test("those of one front end come to it alone, after those of all", () => {
  const input = (name: string) => String(recording.one(`${name}-tls`).inputs["stdin"]);
  const all = input("fe-01");
  assert.equal(input("fe-04"), `${all}${own.certificate}${own.key}`);
  assert.equal(input("fe-05"), all);
  assert.ok(recording.one("fe-04-tls").secrets.includes("stdin"));
});

test("they are nowhere else", () => {
  for (const { name, inputs } of recording.resources) {
    const rest = /^fe-0[145]-tls$/.test(name) ? { ...inputs, stdin: "" } : inputs;
    assert.doesNotMatch(JSON.stringify(rest), /PRIVATE KEY/, name);
  }
});

test("without HTTPS they would do nothing, and are refused", () => {
  assert.throws(
    () => new FrontEnds({ ...common, hosts: [host("fe-03")], feCertificates: [made.certificate + made.key] }),
    /feCertificates: needs HTTPS/,
  );
});
