// A host that another program made by hand, with a connection that is none: its private key is shown to nobody. Every kind of it
// is in test/unit/components/connection.test.ts.
import assert from "node:assert/strict";
import { after, describe, test } from "node:test";
import { Stack } from "../../support/standins/pulumi.ts";

const stack = await Stack.create("host");
const privateKey = "-----BEGIN OPENSSH PRIVATE KEY-----\nb0rkb0rkb0rk\n-----END OPENSSH PRIVATE KEY-----\n";
const connection = { host: "127.0.0.1", port: 1, user: "root", privateKey, dialErrorLimit: 1 };

void describe("a malformed connection", () => {
  after(() => stack.end());

  for (const [what, change, later, says] of [
    ["another field", { hots: "typo" }, [], /sms-01: connection has no property "hots"/],
    ["a port that is no number", { port: "22" }, ["port"], /sms-01: connection\.port has to be a number/],
    [
      "another field of its bastion",
      { proxy: { ...connection, hots: "" } },
      ["proxy"],
      /proxy has no property "hots"/,
    ],
  ] as const) {
    void test(`prints no key: ${what}`, async () => {
      const { code, out } = await stack.up({ connection: { ...connection, ...change }, later });
      assert.notEqual(code, 0);
      assert.match(out, says);
      assert.doesNotMatch(out, /b0rk|PRIVATE KEY/);
    });
  }
});
