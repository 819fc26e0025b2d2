import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { guardedFast, profiles } from "../../../../lib/failover.ts";
import { renderFe } from "../../../../lib/haproxy/fe.ts";
import { renderMetrics } from "../../../../lib/haproxy/metrics.ts";
import { renderSecrets } from "../../../../lib/haproxy/secrets.ts";
import { renderSms } from "../../../../lib/haproxy/sms.ts";
import { renderTls } from "../../../../lib/haproxy/tls.ts";
import { certificate } from "../../../support/certificate.ts";
import { extra, fe, large, sms } from "../../../support/haproxy/models.ts";

// UPDATE_GOLDEN=1 writes the files anew, for a change that is meant.

const folder = join(import.meta.dirname, "../../../support/golden");
const pem = Object.values(certificate(["portal.example.net"])).join("");
const secrets = renderSecrets({ user: "admin", password: "golden" });
const tls = { port: 443, apachePort: 444 };
const redirect = {
  port: 8443,
  apachePort: 444,
  redirect: true,
  hsts: { maxAge: 300, includeSubDomains: true },
};
/** Debian's own: HAProxy reads it when it checks a configuration. */
const caFile = "/etc/ssl/certs/ca-certificates.crt";
const certificateFile = "/etc/pki/tls/private/page.pem";
const guide = { failover: profiles.guide };

const files: Readonly<Record<string, string>> = {
  "sms.cfg": renderSms(sms),
  "sms-guide.cfg": renderSms({ ...sms, ...guide }),
  "sms-large.cfg": renderSms({ ...sms, ...large, stats: { bind: "::1", port: 7001 } }),
  "sms-readers.cfg": renderSms({
    ...sms,
    databases: sms.databases.map((database) => ({
      ...database,
      readers: { listenPort: 25_433, checkPath: "/replica?lag=16MB" },
    })),
  }),
  "sms-guard.cfg": renderSms({
    ...sms,
    ...large,
    guardPort: 10_001,
    guardedFailover: guardedFast,
  }),
  "sms-extra.cfg": renderSms({ ...sms, extra: extra.sms }),
  "sms-alive.cfg": renderSms({ ...sms, alive: true }),
  "fe-alive.cfg": renderFe({ ...fe, alive: true }),
  "fe-extra.cfg": renderFe({ ...fe, extra: extra.fe }),
  "fe.cfg": renderFe(fe),
  "fe-jarvis-tls.cfg": renderFe({
    ...fe,
    smsNodes: fe.smsNodes.map(({ name }) => ({ name, address: `${name}.example.net` })),
    jarvis: { ...fe.jarvis, tls: { port: 443, caFile } },
  }),
  "sms-pages-tls.cfg": renderSms({ ...sms, stats: { ...sms.stats, tls: { certificateFile } } }),
  "fe-tls.cfg": renderFe({ ...fe, tls }),
  "tls.cfg": renderTls({ ...fe, tls }, tls),
  "fe-redirect.cfg": renderFe({ ...fe, tls: redirect }),
  "tls-redirect.cfg": renderTls({ ...fe, tls: redirect }, redirect),
  "fe-large.cfg": renderFe({
    ...fe,
    ...guide,
    smsNodes: large.smsNodes,
    stats: { bind: "node", port: 7000 },
    address: "10.0.0.21",
    jarvis: { ...fe.jarvis, port: 8080, checkPath: "/health" },
  }),
  "secrets.cfg": secrets,
  "metrics.cfg": renderMetrics({ ...sms, address: "10.0.0.11", metrics: { bind: "node", port: 8405 } }),
};

/** What stands beside haproxy.cfg when one of these is checked. */
const beside: Readonly<Record<string, string>> = {
  "secrets.cfg": secrets,
  "metrics.cfg": `${secrets}\n${files["metrics.cfg"] ?? ""}`,
  "tls.cfg": `${secrets}\n${files["tls.cfg"] ?? ""}`,
  "tls-redirect.cfg": `${secrets}\n${files["tls-redirect.cfg"] ?? ""}`,
};

for (const [name, text] of Object.entries(files)) {
  const golden = join(folder, name);
  await test(`${name} is as reviewed`, () => {
    if (process.env["UPDATE_GOLDEN"] !== undefined) writeFileSync(golden, text);
    assert.equal(text, readFileSync(golden, "utf8"));
  });
  await test(`${name} passes the real haproxy without a warning`, () => {
    const main = name.startsWith("tls") ? renderFe({ ...fe, tls }) : name in beside ? renderSms(sms) : text;
    assert.equal(check(main, beside[name] ?? secrets), "");
  });
}

await test("the userlist takes any printable password", () => {
  assert.equal(check(renderSms(sms), renderSecrets({ user: "admin", password: `a'b c\\$x"#` })), "");
});

await test("the check notices a directive that haproxy does not know", () => {
  assert.match(check(renderSms(sms).replace("retries 0", "retrys 0"), secrets), /unknown keyword 'retrys'/);
});

/** What haproxy objects to, warnings included; needs the user and group haproxy, as its package makes them. */
function check(text: string, userlist: string): string {
  const work = mkdtempSync(join(tmpdir(), "n2acd-ha-golden-"));
  const [main, beside] = [join(work, "haproxy.cfg"), join(work, "n2acd-ha.cfg")];
  const state = join(work, "n2acd-ha.state");
  writeFileSync(
    main,
    text
      .replace("/var/lib/haproxy/n2acd-ha.state", state)
      .replaceAll(certificateFile, join(work, "site.pem")),
  );
  writeFileSync(state, "1\n");
  // On a host the step names the certificates there are.
  const list = join(work, "names.list");
  writeFileSync(list, `${join(work, "site.pem")} portal.example.net\n`);
  writeFileSync(join(work, "site.pem"), pem);
  writeFileSync(beside, userlist.replaceAll("/etc/haproxy/n2acd-ha-tls/NAMES.list", list));
  try {
    execFileSync("haproxy", ["-L", "10.0.0.11", "-dW", "-c", "-f", main, "-f", beside], { stdio: "pipe" });
    return "";
  } catch (error) {
    return error instanceof Error && "stderr" in error ? String(error.stderr) : String(error);
  } finally {
    rmSync(work, { recursive: true });
  }
}
