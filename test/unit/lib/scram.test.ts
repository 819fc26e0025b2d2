import assert from "node:assert/strict";
import { test } from "node:test";
import { scramVerifier } from "../../../lib/scram.ts";

await test("gives what PostgreSQL 15 itself stored for the same password and salt", () => {
  assert.equal(
    scramVerifier("correct horse 1~", Buffer.from("EpAaUMHAYhYDe7AvY/9rVw==", "base64")),
    "SCRAM-SHA-256$4096:EpAaUMHAYhYDe7AvY/9rVw==$Moag9egkfnFvAjB2iQ2mWF1hEyE1VYZ0denkPxcb3Nw=:lW2B0GoCQwwbPI2578oBReZsvnzYPgnNju+VPQP21S8=",
  );
});

for (const password of ["", "p\u00e4ss", "a\nb"]) {
  await test(`refuses ${JSON.stringify(password)}, and does not repeat it`, () => {
    assert.throws(
      () => scramVerifier(password, Buffer.alloc(16)),
      (error: Error) =>
        /printable ASCII/.test(error.message) && (password === "" || !error.message.includes(password)),
    );
  });
}
