import assert from "node:assert/strict";
import { createPrivateKey, X509Certificate } from "node:crypto";
import { test } from "node:test";
import { peersPem } from "../../../lib/peersKey.ts";

await test("the same secret makes the same text, and another one another", () => {
  assert.equal(peersPem("one"), peersPem("one"));
  assert.notEqual(peersPem("one"), peersPem("two"));
});

await test("the certificate is signed by its own key, over a hundred secrets", () => {
  for (let each = 0; each < 100; each += 1) {
    const pem = peersPem(`secret ${each}`);
    const certificate = new X509Certificate(pem);
    assert.ok(certificate.verify(certificate.publicKey));
    assert.ok(certificate.checkPrivateKey(createPrivateKey(pem)));
    assert.ok(certificate.ca);
  }
});

await test("no clock is before its beginning or after its end", () => {
  const { validFrom, validTo } = new X509Certificate(peersPem("one"));
  assert.match(validFrom, /2000 GMT$/);
  assert.match(validTo, /9999 GMT$/);
});
