// Certificates for tests.
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Certificate and key in PEM, signed by itself, for these names. */
export function certificate(
  names: readonly string[],
  {
    days = "30",
    kind = ["rsa:2048"],
    names: named = true,
  }: { days?: string; kind?: readonly string[]; names?: boolean } = {},
): { certificate: string; key: string } {
  const folder = mkdtempSync(join(tmpdir(), "n2acd-certificate-"));
  const [to, key] = [join(folder, "certificate"), join(folder, "key")];
  try {
    execFileSync(
      "openssl",
      [
        ...["req", "-x509", "-nodes", "-newkey", ...kind, "-days", days, "-subj", `/CN=${names[0] ?? ""}`],
        ...(named ? ["-addext", `subjectAltName=${names.map((name) => `DNS:${name}`).join(",")}`] : []),
        ...["-out", to, "-keyout", key],
      ],
      { stdio: "pipe" },
    );
    return { certificate: readFileSync(to, "utf8"), key: readFileSync(key, "utf8") };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** A root, and an intermediate authority that issues certificates. */
export function authority(): {
  readonly root: string;
  readonly intermediate: string;
  /** Certificate, intermediate certificate and key, in PEM. */
  issue(names: readonly string[], days?: string): string;
} {
  const folder = mkdtempSync(join(tmpdir(), "n2acd-authority-"));
  const run = (...args: readonly string[]): string =>
    execFileSync("openssl", args, { cwd: folder, encoding: "utf8", stdio: "pipe" });
  const key = ["-nodes", "-newkey", "rsa:2048"];
  run(
    "req",
    "-x509",
    ...key,
    "-subj",
    "/CN=Test root",
    "-days",
    "30",
    "-out",
    "root.crt",
    "-keyout",
    "root.key",
  );
  run("req", ...key, "-subj", "/CN=Test intermediate", "-out", "middle.csr", "-keyout", "middle.key");
  const sign = (name: string, by: string, extensions: string, days = "30"): void => {
    writeFileSync(join(folder, "extensions"), extensions);
    const from = ["-in", `${name}.csr`, "-CA", `${by}.crt`, "-CAkey", `${by}.key`, "-CAcreateserial"];
    run("x509", "-req", ...from, "-days", days, "-extfile", "extensions", "-out", `${name}.crt`);
  };
  sign("middle", "root", "basicConstraints=critical,CA:true\n");
  const intermediate = readFileSync(join(folder, "middle.crt"), "utf8");
  return {
    root: readFileSync(join(folder, "root.crt"), "utf8"),
    intermediate,
    issue: (names, days) => {
      run("req", ...key, "-subj", `/CN=${names[0] ?? ""}`, "-out", "leaf.csr", "-keyout", "leaf.key");
      sign("leaf", "middle", `subjectAltName=${names.map((name) => `DNS:${name}`).join(",")}\n`, days);
      return [
        readFileSync(join(folder, "leaf.crt"), "utf8"),
        intermediate,
        readFileSync(join(folder, "leaf.key"), "utf8"),
      ].join("");
    },
  };
}
