import assert from "node:assert/strict";
import { test } from "node:test";
import { parseHostKey } from "../../../lib/hostKey.ts";
import { keys } from "../../support/samples.ts";

for (const line of Object.values(keys)) {
  await test(`a key of type ${line.split(" ")[0] ?? ""} is taken, and its comment is dropped`, () => {
    assert.deepEqual(parseHostKey(`${line} root@sms-01`), { key: line });
    assert.deepEqual(parseHostKey(` ${line}\n`.trimEnd()), { key: line });
  });
}

const [type = "", blob = ""] = keys.ed25519.split(" ");
const bytes = Buffer.from(blob, "base64");
const faults: readonly (readonly [line: string, fault: RegExp])[] = [
  ["", /known key type/],
  ["sms-01 " + keys.ed25519, /host in front/],
  ["ssh-dss AAAA", /known key type/],
  ["constructor AAAA", /known key type/],
  [type, /no complete base64/],
  [`${type} ${blob.slice(0, -1)}`, /no complete base64/],
  [`${type} ${blob}=`, /no complete base64/],
  [`${type} ${bytes.subarray(0, -3).toString("base64")}`, /cut short/],
  [
    `${type} ${Buffer.concat([bytes, Buffer.alloc(3)]).toString("base64")}`,
    /cut short, or has something after/,
  ],
  [`${type} ${Buffer.concat([bytes, Buffer.alloc(4)]).toString("base64")}`, /no usable/],
  [`ssh-rsa ${blob}`, /another type/],
  [`${type} ${bytes.subarray(0, 15 + 4).toString("base64")}`, /no usable|cut short/],
  [`${keys.ed25519}\u0007`, /character that no key line/],
  [`${keys.ed25519}\nssh-ed25519`, /character that no key line/],
];

for (const [line, fault] of faults) {
  await test(`refused: ${JSON.stringify(line).slice(0, 90)}`, () => {
    const result = parseHostKey(line);
    assert.match("fault" in result ? result.fault : `taken: ${result.key}`, fault);
  });
}
