// What a certificate of the stack has to be, and that nothing of its key is said.
import assert from "node:assert/strict";
import { test } from "node:test";
import { ending, incomplete, readCertificate } from "../../../lib/certificate.ts";
import { authority, certificate } from "../../support/certificate.ts";

const ca = authority();
const issued = ca.issue(["portal.example.net", "*.shop.example.net"]);
const [alone, another] = [certificate(["portal.example.net"]), certificate(["portal.example.net"])];
const key = issued.slice(issued.indexOf("-----BEGIN PRIVATE"));
const leaf = issued.slice(0, issued.indexOf("-----END CERT") + 26);
const nameless = certificate(["portal.example.net"], { names: false });

const faults: Readonly<Record<string, readonly [text: string, fault: RegExp]>> = {
  nothing: ["", /holds no certificate in PEM/],
  "a key alone": [key, /holds no certificate in PEM/],
  "no key": [leaf, /holds 0 private keys/],
  "two keys": [issued + key, /holds 2 private keys/],
  "a key of another one": [alone.certificate + another.key, /has a key that does not fit its certificate/],
  "the intermediate first": [
    ca.intermediate + leaf + key,
    /key for certificate 2 in it: that one has to come first/,
  ],
  "a chain of somebody else": [
    leaf + alone.certificate + key,
    /certificate 2 in it did not issue certificate 1/,
  ],
  "a cut certificate": [leaf.replace(/\n.{64}\n/, "\n") + key, /certificate 1 in it cannot be read/],
  "a cut key": [leaf + key.replace(/\n.{64}\n/, "\n"), /has a private key that cannot be read/],
  "a locked key": [leaf + key.replaceAll("PRIVATE", "ENCRYPTED PRIVATE"), /has a key with a pass phrase/],
  "a name nowhere but in its subject": [
    nameless.certificate + nameless.key,
    /names no host \(subjectAltName\)/,
  ],
};
for (const [what, [text, fault]] of Object.entries(faults)) {
  test(`refuses ${what}`, () => {
    const read = readCertificate(text);
    assert.ok("fault" in read);
    assert.match(read.fault, fault);
    for (const line of key.split("\n").slice(1, -2)) assert.ok(!read.fault.includes(line));
  });
}

test("takes one with its chain in any layout, and sorts it as HAProxy reads it", () => {
  const read = readCertificate(`some words\n${key}${issued.slice(0, -key.length)}`.replaceAll("\n", "\r\n"));
  assert.ok("pem" in read);
  assert.equal(read.pem, issued);
  assert.deepEqual(read.names, ["portal.example.net", "*.shop.example.net"]);
});

test("takes one that has signed itself", () => {
  assert.ok("pem" in readCertificate(alone.certificate + alone.key));
});

test("one that is not good yet is refused, and one that ends is named", () => {
  const days = (count: number) => new Date(Date.now() + count * 86_400_000);
  const early = readCertificate(issued, days(-2));
  assert.ok("fault" in early && /is not valid before /.test(early.fault));
  const read = readCertificate(issued, days(40));
  assert.ok("pem" in read);
  assert.deepEqual(ending([["one", read]], days(-5)), []);
  assert.match(
    ending([["one", read]], days(20)).join(),
    /^one \(portal\.example\.net, .*\) ends on .*, in 9 days: put/,
  );
  assert.match(ending([["one", read]], days(40)).join(), /^one .* ended on /);
});

test("one that comes without that of its issuer is named, unless it has signed itself", () => {
  const said = (text: string): string => {
    const read = readCertificate(text);
    assert.ok("pem" in read);
    return incomplete([["one", read]]).join();
  };
  const intermediate = issued.split(/(?<=-----END CERTIFICATE-----\n)/)[1] ?? assert.fail();
  assert.match(
    said(issued.replace(intermediate, "")),
    /^one \(portal\.example\.net, .*\) comes without the certificate of its issuer, CN=Test intermediate: /,
  );
  assert.equal(said(issued), "");
  assert.equal(said(alone.certificate + alone.key), "");
});
