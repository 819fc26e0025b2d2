// Every word of every golden file, and of a configuration with host names, is one that each supported version knows.
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { renderSms } from "../../../../lib/haproxy/sms.ts";
import { directives } from "./directives.ts";
import { sms } from "../../../support/haproxy/models.ts";

const folder = join(import.meta.dirname, "../../../support/golden");
const named = { ...sms, smsNodes: [{ name: "sms-01", address: "sms-01.example" }, ...sms.smsNodes.slice(1)] };
const texts = [
  ...readdirSync(folder)
    // What an operator adds is theirs to know, and metrics.cfg is only where HAProxy has the exporter.
    .filter((name) => name.endsWith(".cfg") && !/-extra\.cfg$|^metrics\.cfg$/.test(name))
    .map((name) => readFileSync(join(folder, name), "utf8")),
  renderSms(named),
];
const used = [...new Set(texts.flatMap(directives))].sort();

for (const version of ["1.8", "2.0", "2.2", "2.4", "2.6", "2.8", "3.0", "3.2", "3.3", "3.4"]) {
  await test(`HAProxy ${version} knows each directive`, () => {
    const known = readFileSync(join(folder, "haproxy", `${version}.txt`), "utf8")
      .trimEnd()
      .split("\n");
    assert.deepEqual(used, known.sort());
  });
}

await test("a word of a newer version is noticed", () => {
  const later = renderSms(sms).replaceAll("check port 25432", "check port 25432 init-state fully-down");
  const words = directives(later.replace("    http-check expect", "    http-check connect port 1\n$&"));
  assert.deepEqual(
    words.filter((word) => !used.includes(word)),
    ["http-check connect", "server init-state"],
  );
});
