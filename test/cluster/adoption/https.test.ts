// A front end whose HAProxy serves HTTPS already, as somebody has set it up by hand: taken over and given back while people ask.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { local, type TestHost } from "../../support/exec.ts";
import { differences, snapshot, type Snapshot } from "../../support/snapshot.ts";
import { fixture, type Front, makeFront, packages } from "../../support/proxies/hosts.ts";
import { failuresDuring } from "../../support/proxies/probe.ts";
import { web } from "../../support/proxies/small/front.ts";
import { https, tls } from "../../support/proxies/small/https.ts";
import { mustRun, runStep } from "../../support/steps/steps.ts";
import { certificate } from "../../support/certificate.ts";

const byHand = `global
    log /dev/log local0
    user haproxy
    group haproxy
    stats socket /run/haproxy-users.sock mode 600 level admin
defaults
    mode http
    timeout connect 5s
    timeout client 1m
    timeout server 1m
frontend users
    bind *:80
    default_backend apache
frontend users-https
    bind *:443 ssl crt /etc/ssl/private/portal.pem
    default_backend apache-https
backend apache
    server local 127.0.0.1:81
backend apache-https
    server local 127.0.0.1:444 ssl verify none
`;

/** Apache on 81 and 444, behind HAProxy. */
const setUp = `. /usr/lib/n2dev/layout.sh
  for file in /etc/httpd/conf/httpd.conf /etc/apache2/ports.conf /etc/apache2/sites-enabled/*.conf "$HTTPS_APACHE_CONF"; do
    if [ -e "$file" ]; then sed -i --follow-symlinks -e 's/443/444/' -e 's/^Listen 80$/Listen 81/' -e 's/\\*:80>/*:81>/' "$file"; fi
  done
  cat >/etc/haproxy/haproxy.cfg
  if [ -e /etc/apache2 ]; then systemctl restart apache2; else systemctl restart httpd; fi
  systemctl enable -q haproxy
  systemctl restart haproxy
  firewall-cmd -q --add-port=443/tcp`;

for (const { flavour, shell, net } of [
  { flavour: "apt", shell: "dash", net: "10.213.46" },
  { flavour: "dnf", shell: "bash", net: "10.213.47" },
] as const)
  describe(`HTTPS by hand on ${flavour}`, () => {
    let front: Front;
    let found: Snapshot;
    before(async () => {
      front = await makeFront(`adopt-https-${flavour}`, net, flavour, { HTTPS: "yes" });
      await mustRun(front.host, { ...packages, args: [...packages.args, "package=openssl"] }, "apply");
      await front.host.run(setUp, { input: byHand });
      found = await snapshot(front.host.run);
      const secrets = { step: "haproxy-secrets", args: [], input: await fixture("secrets.cfg") };
      await mustRun(front.host, secrets, "apply", { shell });
    });
    after(() => front.remove());

    it("is taken over and given back, and nobody notices", async () => {
      const urls = [`http://${front.address}/`, `https://${front.address}/`];
      const failed = await failuresDuring(
        urls,
        async (url, options) => (await local(["curl", "-s", "-m", "10", ...options, url])).stdout,
        async () => {
          const refused = await runStep(front.host, web({ tls }), "apply", { shell });
          const [, digest = ""] = /(cfg-[0-9a-f]{12}), and run up again/.exec(refused.stderr) ?? [];
          assert.notEqual(digest, "", refused.stderr);
          const adopted = web({ tls }, [`adopt=${digest}`]);
          const said = await mustRun(front.host, adopted, "apply", { shell });
          assert.doesNotMatch(said.join("\n"), /restart|stops what/);
          await withAnotherCertificate(front.host, async () => {
            const { status, stderr } = await runStep(front.host, https(), "apply", { shell });
            assert.equal(status, 1, stderr);
            assert.match(
              stderr,
              /shows a certificate on port 443, .* that neither Apache's .*; nothing was changed/,
            );
          });
          await mustRun(front.host, https(), "apply", { shell });
          assert.match(await front.host.run("cat /etc/haproxy/conf.d/n2acd-ha-tls.cfg"), /frontend https-in/);
          assert.deepEqual(await mustRun(front.host, adopted, "apply", { shell }), []);
          assert.deepEqual(await mustRun(front.host, https(), "apply", { shell }), []);
          await mustRun(front.host, { step: "retire", args: [], input: "left=1\n" }, "apply", { shell });
          await mustRun(front.host, https(), "undo", { shell });
          assert.match(
            await front.host.run("cat /etc/haproxy/conf.d/n2acd-ha-tls.cfg"),
            /frontend users-https/,
          );
          await mustRun(front.host, adopted, "undo", { shell });
        },
      );
      assert.deepEqual(failed, Object.fromEntries(urls.map((url) => [url, []])));
      await mustRun(front.host, { step: "haproxy-secrets", args: [] }, "undo", { shell });
      assert.deepEqual(differences(found, await snapshot(front.host.run)), []);
    });
  });

/** What HAProxy serves has a certificate of its own meanwhile, as where Apache's is only for the way between the two. */
async function withAnotherCertificate(host: TestHost, during: () => Promise<void>): Promise<void> {
  const [kept, other] = ["/etc/ssl/private/portal.pem", "/run/other.pem"];
  const made = certificate(["portal.acd.example"]);
  await host.run(`cat >${other}`, { input: made.certificate + made.key });
  const use = (from: string, to: string) =>
    host.run(`sed -i 's#${from}#${to}#' /etc/haproxy/conf.d/n2acd-ha-tls.cfg && systemctl reload haproxy`);
  await use(kept, other);
  try {
    await during();
  } finally {
    await use(other, kept);
  }
}
