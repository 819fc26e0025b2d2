import { createECDH, createHash, createHmac, createPrivateKey, createPublicKey } from "node:crypto";

/** The order of the curve P-256. */
const order = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;

/**
 * The key and the self-signed certificate, in PEM, with which the HAProxies of the SMS nodes authenticate to each other. Both are made from
 * the stack's secret. The same secret has to give the same text, because a step runs again when its input differs. So the random number of
 * the signature comes from the secret as well (as in RFC 6979), which Node does not offer for this curve.
 *
 * The certificate never expires, and its validity begins long ago, so that a wrong clock does not matter. A new secret replaces it.
 */
export function peersPem(secret: string): string {
  const scalar = number(secret, "key");
  const point = publicPoint(scalar);
  const [x, y] = [point.subarray(1, 33), point.subarray(33)].map((half) => half.toString("base64url"));
  const jwk = { kty: "EC", crv: "P-256", d: bytes(scalar).toString("base64url"), x, y };
  const key = createPrivateKey({ key: jwk, format: "jwk" });
  const toSign = certificate(createPublicKey(key).export({ type: "spki", format: "der" }));
  const digest = createHmac("sha256", secret).update(toSign).digest("hex");
  const whole = sequence(
    toSign,
    ecdsaWithSha256,
    bitString(signature(scalar, toSign, number(secret, digest))),
  );
  const base64 = whole.toString("base64").replace(/.{64}(?=.)/g, "$&\n");
  return `-----BEGIN CERTIFICATE-----\n${base64}\n-----END CERTIFICATE-----\n${key.export({ type: "pkcs8", format: "pem" }).toString()}`;
}

/** A number from 1 up to, but not including, the curve's order, derived from the secret for this purpose. */
function number(secret: string, purpose: string): bigint {
  const hash = createHmac("sha256", secret).update(`n2acd-ha peers ${purpose}`).digest("hex");
  return (BigInt(`0x${hash}`) % (order - 1n)) + 1n;
}

function bytes(value: bigint): Buffer {
  return Buffer.from(value.toString(16).padStart(64, "0"), "hex");
}

function publicPoint(scalar: bigint): Buffer {
  const curve = createECDH("prime256v1");
  curve.setPrivateKey(bytes(scalar));
  return curve.getPublicKey();
}

/** ECDSA with SHA-256. `nonce` must never be used for another message. */
function signature(scalar: bigint, message: Buffer, nonce: bigint): Buffer {
  const digest = BigInt(`0x${createHash("sha256").update(message).digest("hex")}`);
  const r = BigInt(`0x${publicPoint(nonce).subarray(1, 33).toString("hex")}`) % order;
  const s = (inverse(nonce) * (digest + r * scalar)) % order;
  return sequence(integer(r), integer(s));
}

/** The inverse modulo the order, which is a prime: `value` to the power of the order minus two. */
function inverse(value: bigint): bigint {
  let [result, power] = [1n, value];
  for (let left = order - 2n; left > 0n; left >>= 1n) {
    if (left & 1n) result = (result * power) % order;
    power = (power * power) % order;
  }
  return result;
}

// DER, as far as a certificate needs it.

function der(tag: number, ...contents: readonly Buffer[]): Buffer {
  const content = Buffer.concat(contents);
  const length = content.length < 128 ? [content.length] : [0x82, content.length >> 8, content.length & 255];
  return Buffer.concat([Buffer.from([tag, ...length]), content]);
}

const sequence = (...contents: readonly Buffer[]): Buffer => der(0x30, ...contents);
const bitString = (content: Buffer): Buffer => der(0x03, Buffer.from([0]), content);
const identifier = (hex: string): Buffer => der(0x06, Buffer.from(hex, "hex"));
const text = (tag: number, words: string): Buffer => der(tag, Buffer.from(words, "ascii"));

function integer(value: bigint): Buffer {
  const content = bytes(value);
  const start = content.findIndex((byte) => byte !== 0);
  const short = content.subarray(start < 0 ? 31 : start);
  return (short[0] ?? 0) > 127 ? der(0x02, Buffer.from([0]), short) : der(0x02, short);
}

const ecdsaWithSha256 = sequence(identifier("2a8648ce3d040302"));

/** The part of the certificate that is signed. `publicKey` is a SubjectPublicKeyInfo. */
function certificate(publicKey: Buffer): Buffer {
  const name = sequence(der(0x31, sequence(identifier("550403"), text(0x0c, "n2acd-ha peers"))));
  // RFC 5280: this end date means that the certificate does not expire.
  const validity = sequence(text(0x17, "000101000000Z"), text(0x18, "99991231235959Z"));
  const isAuthority = sequence(
    identifier("551d13"),
    der(0x01, Buffer.from([255])),
    der(0x04, sequence(der(0x01, Buffer.from([255])))),
  );
  const version3 = der(0xa0, integer(2n));
  return sequence(
    ...[version3, integer(1n), ecdsaWithSha256, name, validity, name, publicKey],
    der(0xa3, sequence(isAuthority)),
  );
}
