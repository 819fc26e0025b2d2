import { createPrivateKey, type KeyObject, X509Certificate } from "node:crypto";

/** A certificate of the stack, with its chain and its key. */
export interface Certificate {
  /** The certificate and its chain, then the key. Secret. */
  readonly pem: string;
  /** The host names that it is for. */
  readonly names: readonly string[];
  readonly kind: string;
  readonly ends: Date;
  /** The issuer, if the certificate comes without its chain and is not self-signed. */
  readonly absent: string | undefined;
}

/** Why a certificate cannot be used. The text shows nothing of a key. */
interface Fault {
  readonly fault: string;
}

/**
 * Reads a certificate of the stack: PEM of the certificate, of those that issued it, and of its key. An expired certificate is no fault
 * here, because it may have been in use for long, and something else may have to be changed urgently. The step on the host refuses a new
 * one.
 */
export function readCertificate(text: string, now = new Date()): Certificate | Fault {
  const blocks = [...text.matchAll(/-----BEGIN ([A-Z0-9 ]+)-----[\s\S]*?-----END \1-----/g)];
  const of = (kind: RegExp): string[] =>
    blocks.filter(([, name = ""]) => kind.test(name)).map(([whole]) => `${whole.replaceAll("\r", "")}\n`);
  const [chain, keys] = [of(/^CERTIFICATE$/).map(certificateOf), of(/PRIVATE KEY$/)];
  const [leaf] = chain;
  const [key = ""] = keys;
  if (leaf === undefined && chain.length === 0) return { fault: "holds no certificate in PEM" };
  if (leaf === undefined || !chain.every((each) => each !== undefined))
    return { fault: `certificate ${chain.indexOf(undefined) + 1} in it cannot be read` };
  if (keys.length !== 1)
    return {
      fault: `holds ${keys.length} private keys; each entry is one certificate, its chain and its key`,
    };
  if (/ENCRYPTED/.test(key)) return { fault: "has a key with a pass phrase, which HAProxy cannot be given" };
  const parsed = keyOf(key);
  if (parsed === undefined) return { fault: "has a private key that cannot be read" };
  const names = namesOf(leaf);
  const fault =
    keyFault(chain, parsed) ??
    chainFault(chain) ??
    (names.length === 0 ? "names no host (subjectAltName), so that no browser takes it" : undefined) ??
    (leaf.validFromDate > now ? `is not valid before ${leaf.validFrom}` : undefined);
  if (fault !== undefined) return { fault };
  return {
    pem: [...chain.map(String), key].join(""),
    names,
    kind: parsed.asymmetricKeyType ?? "",
    ends: leaf.validToDate,
    absent: chain.length > 1 || leaf.checkIssued(leaf) ? undefined : leaf.issuer.replaceAll("\n", ", "),
  };
}

function certificateOf(pem: string): X509Certificate | undefined {
  try {
    return new X509Certificate(pem);
  } catch {
    return undefined;
  }
}

function keyOf(pem: string): KeyObject | undefined {
  try {
    return createPrivateKey(pem);
  } catch {
    return undefined;
  }
}

function keyFault(chain: readonly X509Certificate[], key: KeyObject): string | undefined {
  const fits = chain.findIndex((each) => each.checkPrivateKey(key));
  if (fits === 0) return undefined;
  return fits < 0
    ? "has a key that does not fit its certificate"
    : `has a key for certificate ${fits + 1} in it: that one has to come first, and those that issued it after it`;
}

/** Each certificate has to be signed by the next one. */
function chainFault(chain: readonly X509Certificate[]): string | undefined {
  const broken = chain.slice(0, -1).findIndex((each, i) => {
    const issuer = chain[i + 1];
    return issuer === undefined || !each.checkIssued(issuer) || !each.verify(issuer.publicKey);
  });
  return broken < 0
    ? undefined
    : `has a chain out of order: certificate ${broken + 2} in it did not issue certificate ${broken + 1}`;
}

function namesOf(leaf: X509Certificate): string[] {
  return [...(leaf.subjectAltName ?? "").matchAll(/DNS:([A-Za-z0-9*._-]+)(?=,|$)/g)].map(([, name = ""]) =>
    name.toLowerCase(),
  );
}

/** Warnings about certificates that come without the certificate of their issuer. `name` is what a warning calls the certificate. */
export function incomplete(
  certificates: readonly (readonly [name: string, certificate: Certificate])[],
): string[] {
  return certificates.flatMap(([name, { names, absent }]) =>
    absent === undefined
      ? []
      : [
          `${name} (${names.slice(0, 3).join(", ")}) comes without the certificate of its issuer, ${absent}: clients that do not know that one refuse it. Put it behind the certificate, unless it is a root that all clients have`,
        ],
  );
}

/** Warnings about certificates that have expired, or expire within 30 days. `name` is what a warning calls the certificate. */
export function ending(
  certificates: readonly (readonly [name: string, certificate: Certificate])[],
  now = new Date(),
): string[] {
  return certificates.flatMap(([name, { names, ends }]) => {
    const days = Math.floor((ends.getTime() - now.getTime()) / 86_400_000);
    if (days >= 30) return [];
    const when = ends.toISOString().slice(0, 10);
    return [
      `${name} (${names.slice(0, 3).join(", ")}) ${days < 0 ? `ended on ${when}` : `ends on ${when}, in ${days} days`}: put a renewed one there`,
    ];
  });
}
