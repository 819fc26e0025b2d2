// docs/faults.md shows what test-lifecycle has proven. After a run of it, to write it anew: UPDATE=1 node --test test/unit/docs/faults.test.ts
import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { test } from "node:test";
import { stepNames } from "../../../steps/all.ts";
import { feSettings, smsSettings } from "../../../components/settings.ts";
import { parseConfig } from "../../../config/parse.ts";
import { keys, smallest } from "../../support/samples.ts";
import { faultsDocument, feSteps, smsSteps } from "../../support/lifecycle/table.ts";

const seen = JSON.parse(
  readFileSync(new URL("../../support/lifecycle/seen.json", import.meta.url), "utf8"),
) as string[];
const file = new URL("../../../docs/faults.md", import.meta.url);

test("docs/faults.md shows the table that is tested", () => {
  if (process.env["UPDATE"]) writeFileSync(file, faultsDocument(seen));
  assert.equal(readFileSync(file, "utf8"), faultsDocument(seen));
});

test("the table has every step of a stack that has all but figures; retire comes when a node runs what is wanted already", () => {
  const jarvis = {
    configFile: "/etc/jarvis.conf",
    match: "^port=5432$",
    set: "port=15432",
    service: "jarvis",
  };
  const vips = [{ name: "web", for: "fe", address: "10.0.0.50", prefix: 24, routerId: 51 }];
  const feNodes = [21, 22].map((n) => ({ name: `fe-${n}`, address: `10.0.0.${n}`, hostKey: keys.ed25519 }));
  const config = parseConfig({ ...smallest, feNodes, jarvis, fe: { tls: true }, vips });
  assert.deepEqual(stepNames("sms", smsSettings(config)), [...smsSteps, "retire"]);
  assert.deepEqual(stepNames("fe", feSettings(config)), [...feSteps, "retire"]);
});
