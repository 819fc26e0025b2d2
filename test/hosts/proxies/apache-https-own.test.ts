// Certificates of the stack beside those of Apache, and what is said of certificates that clients refuse: the real programs.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { readCertificate } from "../../../lib/certificate.ts";
import { mustRun } from "../../support/steps/steps.ts";
import { authority, certificate } from "../../support/certificate.ts";
import { certificatesOf } from "../../support/proxies/small/certificates.ts";
import { secrets } from "../../support/proxies/small/front.ts";
import { https, shown, site, tls, webBefore } from "../../support/proxies/small/https.ts";
import { at, smallHost, type SmallHost } from "../../support/proxies/small/host.ts";

const [portal, other] = [certificate(["portal.example.net"]), certificate(["elsewhere.example.net"])];
const ca = authority();
const own = ca.issue(["portal.example.net", "*.shop.example.net"]);
const renewed = ca.issue(["portal.example.net", "*.shop.example.net"]);

/** As the program sends them. */
function pem(...texts: readonly string[]): string {
  return texts
    .map((text) => {
      const read = readCertificate(text);
      return "pem" in read ? read.pem : assert.fail(read.fault);
    })
    .join("");
}
const given = (...texts: readonly string[]) => https(tls, [], pem(...texts));

let small: SmallHost;
before(async () => {
  small = await smallHost({
    "etc/apache2/portal.crt": portal.certificate,
    "etc/apache2/portal.key": portal.key,
    "etc/apache2/other.crt": other.certificate,
    "etc/apache2/other.key": other.key,
    "var/www/portal/index.html": "portal\n",
    "var/www/other/index.html": "other\n",
    "etc/apache2/sites-enabled/https.conf": site("portal") + site("other"),
  });
  await small.host.run("a2enmod -q ssl include >/dev/null");
  await small.apache();
  await secrets(small);
  await mustRun(small.host, webBefore(), "apply");
});
after(() => small.remove());

const names = ["portal.example.net", "other.example.net", "a.shop.example.net", "unknown.example"];
/** Whose certificate a client gets for each of these names. */
async function whose(all: Readonly<Record<string, string>>): Promise<string[]> {
  const seen = await shown(small, names, [at.own]);
  const known = new Map(Object.entries(all).map(([name, text]) => [leaf(text), name]));
  return names.map((name) => known.get(leaf(seen[`${name} ${at.own}`] ?? "")) ?? "?");
}
const leaf = (text: string) => /-----BEGIN CERTIFICATE-----[^-]*-----END/.exec(text)?.[0] ?? "";
const apache = { "Apache's portal": portal.certificate, "Apache's other": other.certificate };

describe("certificates of the stack", () => {
  it("go to who asks for their names, and Apache's to all others", async () => {
    const said = await mustRun(small.host, given(own), "apply");
    assert.deepEqual(await whose({ ...apache, own }), ["own", "Apache's other", "own", "own"]);
    const words = said.join("\n");
    // Its root is nowhere in the host's store, and its intermediate comes along.
    assert.match(words, /feCertificates\[0\] comes without that of its issuer, .*Test root/);
    assert.match(
      words,
      /other\.crt is not for other\.example\.net, the name of the site in .*https\.conf:\d+/,
    );
    assert.doesNotMatch(words, /not for portal|PRIVATE KEY/);
    assert.deepEqual(await drift(given(own)), []);
  });

  it("stand beside one of Apache's whose chain is incomplete, of which the step and the status tell", async () => {
    const [bare = "", , key = ""] = ca.issue(["portal.example.net"]).split(/(?<=-----END [A-Z ]+-----\n)/);
    await small.write("etc/apache2/portal.crt", bare);
    await small.write("etc/apache2/portal.key", key);
    await small.apache();
    try {
      const said = (await mustRun(small.host, https(), "apply")).join("\n");
      assert.match(
        said,
        /portal\.crt, .* comes without that of its issuer, CN ?= ?Test intermediate, which this host/,
      );
      const found = await certificatesOf(small.host);
      assert.match(
        found.find(({ name }) => name === "portal.example.net")?.issuer ?? "",
        /Test intermediate/,
      );
      assert.equal(found.find(({ name }) => name === "other.example.net")?.issuer, "");
    } finally {
      await small.write("etc/apache2/portal.crt", portal.certificate);
      await small.write("etc/apache2/portal.key", portal.key);
      await small.apache();
      await mustRun(small.host, given(own), "apply");
    }
  });

  it("are a file for root alone, and nowhere else in clear", async () => {
    const secret = own.split("PRIVATE KEY-----\n")[1]?.split("\n")[1] ?? assert.fail();
    const found = await small.host.run(
      `grep -rlF '${secret}' /etc /var/lib/n2acd-ha /var/lib/haproxy /var/log/apache2 /run || true`,
    );
    const files = found.trim().split("\n");
    assert.equal(files.length, 1, found);
    assert.match(files[0] ?? "", /^\/etc\/haproxy\/n2acd-ha-tls\/[0-9a-f]{16}\.pem$/);
    assert.equal(
      await small.host.run(`stat -c '%U:%G %a' ${files[0] ?? ""} /etc/haproxy/n2acd-ha-tls`),
      "root:root 600\nroot:root 700\n",
    );
  });

  it("change, outlive the step retire, and go", async () => {
    await mustRun(small.host, given(renewed), "apply");
    assert.deepEqual(await whose({ ...apache, renewed }), [
      "renewed",
      "Apache's other",
      "renewed",
      "renewed",
    ]);
    await mustRun(small.host, https({ ...tls, port: 8443 }, [], pem(renewed)), "apply");
    await mustRun(small.host, { step: "retire", args: [], input: "left=1\n" }, "apply");
    await mustRun(small.host, given(renewed), "apply");
    await mustRun(small.host, { step: "retire", args: [], input: "left=2\n" }, "apply");
    assert.deepEqual(await whose({ ...apache, renewed }), [
      "renewed",
      "Apache's other",
      "renewed",
      "renewed",
    ]);
    await mustRun(small.host, https(), "apply");
    const all = ["Apache's portal", "Apache's other", "Apache's portal", "Apache's portal"];
    assert.deepEqual(await whose(apache), all);
    await mustRun(small.host, given(renewed), "apply");
    await mustRun(small.host, given(renewed), "undo");
    assert.deepEqual(await whose(apache), all);
    assert.equal(
      await small.host.run("ls -d /etc/haproxy/n2acd-ha-tls /var/lib/n2acd-ha/tls 2>/dev/null || true"),
      "",
    );
  });
});

async function drift({ args, input = "" }: ReturnType<typeof https>): Promise<string[]> {
  const script = `set -eu; TOOLKIT=/var/lib/n2acd-ha/toolkit; . $TOOLKIT/drift/look.sh
    look tls host=fe-01 ${args.join(" ")} </run/drift.cfg; show tls`;
  const said = await small.host.run(`cat >/run/drift.cfg; sh -c '${script}'; rm /run/drift.cfg`, { input });
  return said.split("\n").filter((line) => !/^$|^end$/.test(line));
}
