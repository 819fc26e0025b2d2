import assert from "node:assert/strict";
import { test } from "node:test";
import {
  bracket,
  canonical,
  endpoint,
  isAddress,
  isHostName,
  isLiteral,
  isOnlyLocal,
} from "../../../lib/addresses.ts";

const kinds: readonly (readonly [text: string, kind: "literal" | "name" | "neither"])[] = [
  ["10.0.0.11", "literal"],
  ["fd00::11", "literal"],
  ["2001:db8::1", "literal"],
  ["sms-01", "name"],
  ["sms-01.example.net", "name"],
  ["1a.example", "name"],
  ["10.0.0", "neither"],
  ["10.0.0.256", "neither"],
  ["010.0.0.1", "neither"],
  ["12345", "neither"],
  ["fe80::1%eth0", "neither"],
  ["[fd00::1]", "neither"],
  ["10.0.0.1:22", "neither"],
  ["sms_01", "neither"],
  ["-sms", "neither"],
  ["sms..net", "neither"],
  ["sms.", "neither"],
  ["a b", "neither"],
  ["a\nb", "neither"],
  ["sms-01\n", "neither"],
  ["", "neither"],
  ["x".repeat(64), "neither"],
];

for (const [text, kind] of kinds) {
  await test(`${JSON.stringify(text)} is ${kind}`, () => {
    assert.deepEqual(
      { literal: isLiteral(text), name: isHostName(text), either: isAddress(text) },
      { literal: kind === "literal", name: kind === "name", either: kind !== "neither" },
    );
  });
}

await test("an address that only its own machine can use is known as such", () => {
  const local = [
    "127.0.0.1",
    "127.9.9.9",
    "0.0.0.0",
    "::1",
    "::",
    "0:0::1",
    "localhost",
    "LOCALHOST",
    "a.localhost",
    "224.0.0.1",
    "255.255.255.255",
    "169.254.1.1",
    "ff02::1",
    "fe80::1",
  ];
  const others = [
    "10.0.0.1",
    "172.30.86.11",
    "203.0.113.9",
    "fd00::1",
    "2001:db8::1",
    "ffm-01",
    "fe80-host.example",
    "localhosts",
  ];
  assert.deepEqual(
    local.filter((each) => !isOnlyLocal(each)),
    [],
  );
  assert.deepEqual(others.filter(isOnlyLocal), []);
});

await test("one address has one spelling", () => {
  assert.equal(canonical("FD00:0:0::0011"), "fd00::11");
  assert.equal(canonical("SMS-01.Example"), "sms-01.example");
  assert.equal(canonical("10.0.0.1"), "10.0.0.1");
});

await test("IPv6 stands in brackets before a port", () => {
  assert.deepEqual(["10.0.0.1", "fd00::1", "sms-01"].map(bracket), ["10.0.0.1", "[fd00::1]", "sms-01"]);
  assert.equal(endpoint("fd00::1", 15432), "[fd00::1]:15432");
});
