// Certificates for tests.
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Certificate and key in PEM, signed by itself, for these names. */
export function certificate(
  names: readonly string[],
  { days = "30", kind = ["rsa:2048"] }: { days?: string; kind?: readonly string[] } = {},
): { certificate: string; key: string } {
  const folder = mkdtempSync(join(tmpdir(), "n2acd-certificate-"));
  const [to, key] = [join(folder, "certificate"), join(folder, "key")];
  try {
    execFileSync(
      "openssl",
      [
        ...["req", "-x509", "-nodes", "-newkey", ...kind, "-days", days, "-subj", `/CN=${names[0] ?? ""}`],
        ...["-addext", `subjectAltName=${names.map((name) => `DNS:${name}`).join(",")}`],
        ...["-out", to, "-keyout", key],
      ],
      { stdio: "pipe" },
    );
    return { certificate: readFileSync(to, "utf8"), key: readFileSync(key, "utf8") };
  } finally {
    rmSync(folder, { recursive: true });
  }
}
