// What the step tls leaves on a front end is no drift, and a certificate that was renewed there is.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { mustRun } from "../../support/steps/steps.ts";
import { certificate } from "../../support/certificate.ts";
import { secrets } from "../../support/proxies/small/front.ts";
import { https, site, webBefore } from "../../support/proxies/small/https.ts";
import { smallHost, type SmallHost } from "../../support/proxies/small/host.ts";

let small: SmallHost;
const renew = async (): Promise<void> => {
  const made = certificate(["portal.example.net"]);
  await small.write("etc/apache2/portal.crt", made.certificate);
  await small.write("etc/apache2/portal.key", made.key);
};
before(async () => {
  small = await smallHost({ "var/www/portal/index.html": "portal\n" });
  await renew();
  await small.write("etc/apache2/sites-enabled/https.conf", site("portal"));
  await small.host.run("a2enmod -q ssl include >/dev/null");
  await small.apache();
  await secrets(small);
  await mustRun(small.host, webBefore(), "apply");
  await mustRun(small.host, https(), "apply");
});
after(() => small.remove());

async function found(): Promise<string[]> {
  const { args, input } = https();
  const script = `set -eu; TOOLKIT=/var/lib/n2acd-ha/toolkit; . $TOOLKIT/drift/look.sh
    look tls host=fe-01 ${args.join(" ")} </run/drift.cfg; show tls`;
  const said = await small.host.run(`cat >/run/drift.cfg; sh -c '${script}'`, { input: input ?? "" });
  return said.split("\n").filter((line) => !/^$|^end$/.test(line));
}

describe("drift of HTTPS", () => {
  it("is nothing after an apply", async () => {
    assert.deepEqual(await found(), []);
  });
  it("is a certificate that was renewed, until the step has brought it to HAProxy", async () => {
    await renew();
    const said = await found();
    assert.equal(said.length, 1, said.join("\n"));
    assert.match(said[0] ?? "", /^drift\ttls\tcertificate\t\/etc\/apache2\/portal\.crt\t/);
    await mustRun(small.host, https(), "apply");
    assert.deepEqual(await found(), []);
  });
  it("is a file of ours that somebody changed, and nothing of a key is shown", async () => {
    await small.host.run(
      "echo '# mine' >>/etc/haproxy/conf.d/n2acd-ha-tls.cfg; chmod 644 /etc/haproxy/n2acd-ha-tls/*.pem",
    );
    const said = (await found()).join("\n");
    assert.match(said, /n2acd-ha-tls\.cfg/);
    assert.match(said, /\tmode\t.*\.pem\t600\t644/);
    assert.doesNotMatch(said, /PRIVATE|X-N2acd-Client/);
  });
});
