import assert from "node:assert/strict";
import { test } from "node:test";
import * as pulumi from "@pulumi/pulumi";
import { loadConfig } from "../../../config/load.ts";
import { smallest } from "../../support/samples.ts";

await pulumi.runtime.setMocks(
  {
    call: ({ inputs }) => inputs as Record<string, unknown>,
    newResource: ({ inputs }) => ({ id: "", state: inputs as object }),
  },
  "n2acd-ha",
  "test",
);

const key =
  "-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNzaC1rZXktdjEAAAAABG5vbmU=\n-----END OPENSSH PRIVATE KEY-----\n";

/** As the engine hands it over: text, and everything else as JSON. */
function load(
  values: Record<string, string>,
  secretKeys: readonly string[] = [],
): ReturnType<typeof loadConfig> {
  const named = Object.entries(values).map(([name, text]) => [`n2acd-ha:${name}`, text]);
  pulumi.runtime.setAllConfig(
    { ...(Object.fromEntries(named) as Record<string, string>), "docker:host": "unix:///run/docker.sock" },
    secretKeys.map((name) => `n2acd-ha:${name}`),
  );
  return loadConfig();
}

const smsNodes = JSON.stringify(smallest.smsNodes);

await test("reads this project's keys only, each as what it is", () => {
  const { config, sshPrivateKey } = load({
    smsNodes,
    failover: "guide",
    peersPort: "10009",
    hardStopAfter: "90s",
  });
  assert.equal(config.smsNodes[1]?.name, "sms-02");
  assert.deepEqual(
    [config.failover.profile, config.peersPort, config.hardStopAfter, sshPrivateKey],
    ["guide", 10_009, 90_000, undefined],
  );
});

await test("the private key stays a secret, apart from the rest", async () => {
  const { config, sshPrivateKey } = load({ smsNodes, sshPrivateKey: key }, ["sshPrivateKey"]);
  assert.ok(sshPrivateKey !== undefined);
  assert.equal(await pulumi.isSecret(sshPrivateKey), true);
  assert.doesNotMatch(JSON.stringify(config), /OPENSSH/);
});

await test("an unknown key of the project stops the run", () => {
  assert.throws(() => load({ smsNodes, smsNode: "[]" }), /smsNode: unknown key; did you mean smsNodes\?/);
});

await test("text that is no JSON, where a map is due, is shown as it is", () => {
  assert.throws(() => load({ smsNodes: "[{" }), /smsNodes: "\[\{" is not a list of two or more SMS nodes/);
});

await test("a secret on another key stops the run", () => {
  assert.throws(() => load({ smsNodes, failover: "guide" }, ["failover"]), /failover: .*stored as a secret/);
});

await test("what is stored as a secret is not shown", () => {
  assert.throws(() => load({ smsNodes: "hush" }, ["smsNodes"]), /smsNodes: the value is not a list/);
});
