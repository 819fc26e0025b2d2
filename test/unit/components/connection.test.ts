// Only the provider's own fields, each of its kind, reach it: of anything else it shows all, with the private key in clear.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import * as pulumi from "@pulumi/pulumi";
import { connectionOf } from "../../../components/host/connection.ts";
import type { Host } from "../../../components/host/host.ts";

const privateKey = "-----BEGIN OPENSSH PRIVATE KEY-----\nb0rk\n-----END OPENSSH PRIVATE KEY-----\n";
const connection = { host: "10.0.0.11", port: 22, user: "root", privateKey };
const of = (given: unknown) =>
  connectionOf({ name: "sms-01", connection: given as Host["connection"] }) as unknown as Record<
    string,
    unknown
  >;
const settled = (value: unknown) => (value as { promise: () => Promise<unknown> }).promise();
const quiet = (says: RegExp) => (error: Error) => {
  assert.match(error.message, says);
  assert.doesNotMatch(error.message, /b0rk|PRIVATE KEY|secret-word/);
  return true;
};

describe("a connection", () => {
  test("has the fields that were given, and its key is secret whatever it was", async () => {
    for (const key of [privateKey, pulumi.output(privateKey), pulumi.secret(privateKey)]) {
      const { privateKey: made, ...rest } = of({ ...connection, privateKey: key, hostKey: undefined });
      assert.deepEqual(rest, { host: "10.0.0.11", port: 22, user: "root" });
      assert.ok(await pulumi.isSecret(made as pulumi.Output<string>));
      assert.equal(await settled(made), privateKey);
    }
    const { password, proxy } = of({
      host: "a",
      password: "b0rk",
      proxy: { host: "b", privateKey, privateKeyPassword: "b0rk" },
    });
    const hop = proxy as Record<string, unknown>;
    for (const secret of [password, hop["privateKey"], hop["privateKeyPassword"]])
      assert.ok(await pulumi.isSecret(secret as pulumi.Output<string>));
  });

  const malformed: readonly (readonly [what: string, given: unknown, says: RegExp])[] = [
    [
      "a field that it has not",
      { ...connection, hots: "secret-word" },
      /^sms-01: connection has no property "hots": it takes /,
    ],
    ["the key under another name", { ...connection, private_key: privateKey }, /no property "private_key"/],
    [
      "a port that is no number",
      { ...connection, port: "secret-word" },
      /connection\.port has to be a number/,
    ],
    [
      "a key that is no text",
      { ...connection, privateKey: [privateKey] },
      /connection\.privateKey has to be a string/,
    ],
    ["a host that is a map", { ...connection, host: { privateKey } }, /connection\.host has to be a string/],
    [
      "a field of its bastion",
      { ...connection, proxy: { hots: 1, privateKey } },
      /connection\.proxy has no property "hots"/,
    ],
    [
      "a bastion of its bastion",
      { ...connection, proxy: { proxy: connection } },
      /connection\.proxy has no property "proxy"/,
    ],
    ["a bastion that is text", { ...connection, proxy: privateKey }, /connection\.proxy has to be a map/],
    ["text", privateKey, /connection has to be a map/],
    ["a list", [privateKey], /connection has to be a map/],
    ["nothing", undefined, /connection has to be a map/],
  ];
  for (const [what, given, says] of malformed) {
    test(`is refused without its key: ${what}`, () => {
      assert.throws(() => of(given), quiet(says));
    });
  }
});
