import assert from "node:assert/strict";
import { test } from "node:test";
import { parseDocument } from "yaml";
import { collect, fingerprint } from "../../../../tools/hostKeys/collect.ts";
import { placesOf, withKeys } from "../../../../tools/hostKeys/places.ts";
import { keys } from "../../../support/samples.ts";

const file = `# The site's stack.
config:
  n2acd-ha:ssh:
    user: deploy
    bastion: { address: jump.example.net } # ask the network team
  n2acd-ha:sshPrivateKey:
    secure: v1:abc
  n2acd-ha:smsNodes:
    # The first one.
    - name: sms-01
      address: 10.0.0.11
      hostKey: ${keys.ed25519}

    - name: sms-02
      address: 10.0.0.12 # moved in May
      ssh: { port: 2222, bastion: none }
  n2acd-ha:feNodes:
    - { name: fe-01, address: 10.0.0.21 }
`;

test("the machines are found in an unfinished stack file, with the way to each", () => {
  const places = placesOf(parseDocument(file));
  assert.deepEqual(
    places.map(({ name, host, port, user, pinned, through }) => [
      name,
      host,
      port,
      user,
      pinned,
      through?.name,
    ]),
    [
      ["bastion", "jump.example.net", 22, "deploy", undefined, undefined],
      ["sms-01", "10.0.0.11", 22, "deploy", keys.ed25519, "bastion"],
      ["sms-02", "10.0.0.12", 2222, "deploy", undefined, undefined],
      ["fe-01", "10.0.0.21", 22, "deploy", undefined, "bastion"],
    ],
  );
});

for (const [style, text] of [
  ["indented lists", file],
  [
    "lists that are not indented",
    file.replace(/^ {4}(?=[-#]| {2})/gm, "  ").replace(/^ {2}(user|bastion|secure)/gm, "    $1"),
  ],
] as const) {
  test(`keys are written beside everything else as it was: ${style}`, () => {
    const places = placesOf(parseDocument(text));
    const got = withKeys(
      text,
      places.map((place) => [place, "ssh-ed25519 NEW"]),
    );
    const lost = text.split("\n").filter((line) => !got.split("\n").includes(line));
    assert.deepEqual(
      lost.map((line) => line.trim()),
      [
        "bastion: { address: jump.example.net } # ask the network team",
        `hostKey: ${keys.ed25519}`,
        "- { name: fe-01, address: 10.0.0.21 }",
      ],
    );
    assert.deepEqual(
      placesOf(parseDocument(got)).map(({ pinned }) => pinned),
      Array(4).fill("ssh-ed25519 NEW"),
    );
    assert.match(
      got,
      /bastion: \{ address: jump\.example\.net, hostKey: ssh-ed25519 NEW \} # ask the network team/,
    );
  });
}

test("what is shown stands next to what is pinned, and a bastion's key holds for the way", async () => {
  const asked: (string | undefined)[] = [];
  const shown = await collect(placesOf(parseDocument(file)), "KEY", ({ host, proxy }) => {
    asked.push(proxy && `${host} through ${proxy.host} ${proxy.hostKey ?? ""} ${proxy.privateKey ?? ""}`);
    if (host === "10.0.0.21") return Promise.reject(new Error("No route to host"));
    return Promise.resolve(host === "10.0.0.12" ? keys.ed25519 : keys.rsa);
  });
  assert.deepEqual(
    shown.map(({ place, state, trouble }) => [place.name, state, trouble]),
    [
      ["bastion", "new", undefined],
      ["sms-01", "changed", undefined],
      ["sms-02", "new", undefined],
      ["fe-01", "unknown", "No route to host"],
    ],
  );
  const through = `through jump.example.net ${keys.rsa} KEY`;
  assert.deepEqual(asked.sort(), [`10.0.0.11 ${through}`, `10.0.0.21 ${through}`, undefined, undefined]);
});

test("a node whose bastion shows no key is not asked", async () => {
  const shown = await collect(placesOf(parseDocument(file)), undefined, ({ host }) =>
    host === "jump.example.net" ? Promise.reject(new Error("refused")) : Promise.resolve(keys.ed25519),
  );
  assert.equal(shown.find(({ place }) => place.name === "fe-01")?.trouble, "its bastion shows no key");
});

test("fingerprints are those of ssh-keygen", () => {
  // From `ssh-keygen -lf`.
  const key = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIBERERERERERERERERERERERERERERERERERERERERER";
  assert.equal(fingerprint(key), "SHA256:SQfC+vTbLURn9cTkVxIS8fGQ3FKNAJWeB0o139+gV4M");
});

for (const [what, was, is] of [
  ["address", "address: 10.0.0.21", String.raw`address: "10.0.0.21\n  ProxyCommand touch /tmp/ran"`],
  ["address", "address: 10.0.0.11", 'address: "-oProxyCommand=touch /tmp/ran"'],
  ["address", "address: jump.example.net", String.raw`address: "jump\n  LocalCommand touch /tmp/ran"`],
  ["user", "user: deploy", String.raw`user: "deploy\n  ProxyCommand touch /tmp/ran"`],
  ["user", "user: deploy", 'user: "-oProxyCommand=x"'],
  ["port", "port: 2222", String.raw`port: "22\n  ProxyCommand x"`],
  ["port", "port: 2222", "port: 0"],
  ["name", "name: fe-01", String.raw`name: "fe\u001b[2J"`],
  ["bastion", "bastion: none", "bastion: { address: -x }"],
] as const) {
  test(`a stack file whose ${what} is none is refused, with its path: ${is}`, () => {
    assert.ok(file.includes(was));
    assert.throws(
      () => placesOf(parseDocument(file.replace(was, is))),
      (error: Error) =>
        /(ssh|Nodes\[\d\])\.?.* is not /.test(error.message) && !error.message.includes("\u001b"),
    );
  });
}
