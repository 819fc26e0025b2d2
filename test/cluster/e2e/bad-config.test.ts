// A configuration with ten mistakes: the preview, which needs no host, shows all of them and goes no further.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Stack } from "../../support/stack/stack.ts";

const key = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIMyvCEV9+jrc0dBcLPEKJNlcPbpj6FANw7qLlfS+tGBG";
const secret = "a-passphrase-that-strayed-here";

const config = {
  sshPrivateKey: secret,
  smsNodes: [
    { name: "sms-01", address: "10.0.0", hostKey: key },
    { name: "sms-01; rm -rf /", address: "10.0.0.12", hostKey: key },
    { name: "sms-03", address: "10.0.0.13", hostKey: "ssh-ed25519 AAAA" },
  ],
  feNodes: [
    { name: "fe-01", address: "10.0.0.13" },
    { name: "fe-01", address: "10.0.0.22", hostKey: key, hostkey: key },
  ],
  stats: { port: 70000 },
  jarvis: { configFile: "/etc/jarvis/jarvis.conf" },
  timeouts: { client: "soon" },
};

const problems = [
  /^ +sshPrivateKey: /,
  /^ +smsNodes\[0\]\.address: "10\.0\.0" is not an IPv4\/IPv6 address or host name/,
  /^ +smsNodes\[1\]\.name: "sms-01; rm -rf \/" is not a name of/,
  /^ +smsNodes\[2\]\.hostKey: /,
  /^ +feNodes\[0\]\.hostKey: missing/,
  /^ +feNodes\[0\]\.address: "10\.0\.0\.13" is also the address at smsNodes\[2\]\.address/,
  /^ +feNodes\[1\]\.name: "fe-01" is also the name at feNodes\[0\]\.name/,
  /^ +feNodes\[1\]\.hostkey: unknown key; did you mean hostKey\?/,
  /^ +stats\.port: 70000 is not a port from 1 to 65535/,
  /^ +jarvis\.(match|set|service): missing/,
  /^ +timeouts\.client: "soon" is not a time/,
];

describe("a configuration with mistakes", () => {
  it("is refused by the preview, which shows all of them", async () => {
    const stack = await Stack.create("bad-config", config);
    const { status, text } = await stack.run("preview");
    assert.notEqual(status, 0);
    const lines = text.split("\n");
    assert.deepEqual(
      problems.filter((problem) => !lines.some((line) => problem.test(line))),
      [],
      text,
    );
    assert.match(text, /The stack's configuration has \d+ problems:/);
    assert.doesNotMatch(text, /^ +at /m, "no word about where in the program that was found");
    assert.ok(!text.includes(secret), text);
  });

  it("is refused with a secret where none can be kept, however deep", async () => {
    const smsNodes = ["10.0.0.11", "10.0.0.12"].map((address, i) => ({
      name: `sms-0${i + 1}`,
      address,
      hostKey: key,
    }));
    const stack = await Stack.create("stray-secret", {
      smsNodes,
      jarvis: { configFile: "/etc/j", match: "^x" },
    });
    await stack.must("config", "set", "--secret", "--path", "n2acd-ha:jarvis.set", secret);
    await stack.set({ "jarvis.service": "jarvis" });
    const { status, text } = await stack.run("preview", "--json");
    assert.notEqual(status, 0);
    assert.match(text, /jarvis: it, or a value in it, is stored as a secret/);
    assert.ok(!text.includes(secret), text);
  });
});
