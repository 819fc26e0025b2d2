import assert from "node:assert/strict";
import { test } from "node:test";
import { ownSecrets, parseConfig } from "../../../config/parse.ts";
import { certificate } from "../../support/certificate.ts";
import { keys, smallest } from "../../support/samples.ts";

function message(raw: Record<string, unknown>, secretKeys: string[] = []): string {
  try {
    parseConfig(raw, secretKeys);
  } catch (error) {
    // What a runtime prints of an error that nobody catches: its message, and any property.
    return `${String(error)} ${JSON.stringify(error)}`;
  }
  return "";
}

const pem = (kind: string, body: string): string =>
  `-----BEGIN ${kind}PRIVATE KEY-----\n${body}\n-----END ${kind}PRIVATE KEY-----\n`;
const openssh = (cipher: string): string => {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(cipher.length);
  const bytes = Buffer.concat([
    Buffer.from("openssh-key-v1\0"),
    length,
    Buffer.from(cipher),
    Buffer.alloc(40, 7),
  ]);
  return pem("OPENSSH ", bytes.toString("base64"));
};

const privateKeys: readonly (readonly [what: string, key: string, fault: RegExp | undefined])[] = [
  ["OpenSSH's format", openssh("none"), undefined],
  ["OpenSSH's format, locked", openssh("aes256-ctr"), /locked with a passphrase/],
  ["PKCS #8", pem("", "c2VjcmV0"), undefined],
  ["PKCS #8, locked", pem("ENCRYPTED ", "c2VjcmV0"), /locked with a passphrase/],
  ["PKCS #1", pem("RSA ", "c2VjcmV0"), undefined],
  ["PKCS #1, locked", pem("RSA ", "Proc-Type: 4,ENCRYPTED\n\nc2VjcmV0"), /locked with a passphrase/],
  ["a public key", "ssh-ed25519 c2VjcmV0", /not a whole private key/],
  ["a cut key", pem("RSA ", "c2VjcmV0").slice(0, -12), /not a whole private key/],
];

for (const [what, key, fault] of privateKeys) {
  await test(`sshPrivateKey: ${what}`, () => {
    const text = message({ ...smallest, sshPrivateKey: key }, ["sshPrivateKey"]);
    if (fault === undefined) assert.equal(text, "");
    else assert.match(text, fault);
    assert.doesNotMatch(text, /c2VjcmV0|b3BlbnNzaC/);
  });
}

await test("only the private key may be stored as a secret, and each other one is named", () => {
  const sshPrivateKey = openssh("none");
  assert.equal(message({ ...smallest, sshPrivateKey }, ["sshPrivateKey"]), "");
  const jarvis = { configFile: "/etc/j.conf", match: "^url", set: "url = hush-url", service: "jarvis" };
  const text = message({ ...smallest, jarvis, peersPort: 10_009 }, ["jarvis", "peersPort"]);
  assert.match(
    text,
    /has 2 problems:\n {2}jarvis: it, or a value in it, is stored as a secret.*\n {2}peersPort: /,
  );
  assert.doesNotMatch(text, /hush-url|10009/);
});

await test("no secret is part of what the program knows as its configuration", () => {
  const { certificate: chain, key } = certificate(["portal.example.net"]);
  const certificates = [chain + key];
  const raw = {
    ...smallest,
    feNodes: [{ ...smallest.smsNodes[0], name: "fe-01", address: "10.0.0.21" }],
    fe: { tls: true },
    sshPrivateKey: openssh("none"),
    feCertificates: certificates,
    feNodeCertificates: {
      "fe-01": [certificate(["other.example.net"])].map((own) => own.certificate + own.key),
    },
  };
  assert.doesNotMatch(JSON.stringify(parseConfig(raw, ownSecrets)), /PRIVATE KEY/);
});

await test("the private key may not stand in the stack file in clear", () => {
  const text = message({ ...smallest, sshPrivateKey: openssh("none") });
  assert.match(text, /has one problem:\n {2}sshPrivateKey: the value stands in the stack file in clear/);
  assert.doesNotMatch(text, /b3BlbnNzaC/);
});

await test("no message shows anything of a value that is stored as a secret", () => {
  const smsNodes = [
    { name: "hush-1", address: "10.77.0.1", hostKey: "hush-key" },
    { name: "hush-1", address: "10.77.0.1", ssh: { user: "hush user" }, hushKey: "hush-value" },
  ];
  const text = message({ smsNodes, failover: "hush-failover" }, ["smsNodes", "failover"]);
  assert.match(text, /smsNodes\[1\]\.name: .* is also the name at/);
  assert.doesNotMatch(text, /hush-1|10\.77|hush-key|hush user|hush-value|hush-failover/);
});

await test("a private key in the wrong field is not repeated", () => {
  const key = pem("RSA ", "c2VjcmV0");
  const text = message({ smsNodes: [{ ...smallest.smsNodes[0], hostKey: key }, smallest.smsNodes[1]] });
  assert.match(text, /smsNodes\[0\]\.hostKey: a private key is not one public key line/);
  assert.doesNotMatch(text, /c2VjcmV0/);
});

const made = certificate(["portal.example.net"]);
const feCertificates = [made.certificate + made.key];

await test("certificates of the front ends are secrets, for HTTPS alone, each for names of its own", () => {
  const https = { ...smallest, fe: { tls: true }, feCertificates };
  assert.equal(message(https, ["feCertificates"]), "");
  const own = certificate(["own.example.net"]);
  const feNodes = [{ name: "fe-01", address: "10.0.0.21", hostKey: keys.ed25519 }];
  const byNode = { "fe-01": [own.certificate + own.key] };
  const both = ["feCertificates", "feNodeCertificates"];
  assert.equal(message({ ...https, feNodes, feNodeCertificates: byNode }, both), "");
  const wrong: readonly (readonly [Record<string, unknown>, RegExp])[] = [
    [{ ...https, fe: {} }, /feCertificates: needs fe\.tls; leave it out/],
    [{ ...https, feCertificates: [] }, /feCertificates: the value is not one certificate or more/],
    [{ ...https, feCertificates: made.key }, /feCertificates: the value is not a list of certificates/],
    [{ ...https, feCertificates: [made.key] }, /feCertificates\[0\]: it holds no certificate in PEM/],
    [
      { ...https, feCertificates: [...feCertificates, ...feCertificates] },
      /feCertificates\[1\]: it is for portal\.example\.net, and so is feCertificates\[0\]/,
    ],
    [
      { ...https, feNodes, feNodeCertificates: { "fe-01": feCertificates } },
      /feNodeCertificates\["fe-01"\]\[0\]: it is for portal\.example\.net, and so is feCertificates\[0\]/,
    ],
    [{ ...https, feNodeCertificates: byNode }, /feNodeCertificates: there is no front end fe-01 in feNodes/],
    [
      { ...https, feNodes, feNodeCertificates: { "fe-01": [made.key] } },
      /feNodeCertificates\["fe-01"\]\[0\]: it holds no certificate in PEM/,
    ],
  ];
  for (const [raw, fault] of wrong) {
    const text = message(raw, both);
    assert.match(text, fault);
    assert.doesNotMatch(text, /PRIVATE|MII/);
  }
  const clear = message(https);
  assert.match(clear, /feCertificates: the value stands in the stack file in clear/);
  assert.doesNotMatch(clear, /PRIVATE|MII/);
});
