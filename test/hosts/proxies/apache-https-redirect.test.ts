// Who comes over HTTP is sent to HTTPS once that is proven, and no longer once it is not wanted: the real programs.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { mustRun, runStep } from "../../support/steps/steps.ts";
import { certificate } from "../../support/certificate.ts";
import { secrets } from "../../support/proxies/small/front.ts";
import { https, site, tls, webBefore } from "../../support/proxies/small/https.ts";
import { at, smallHost, type SmallHost } from "../../support/proxies/small/host.ts";

const portal = certificate(["portal.example.net"]);
const challenge = ".well-known/acme-challenge/abc";
const redirect = { ...tls, redirect: true, hsts: { maxAge: 300, includeSubDomains: true } };

let small: SmallHost;
before(async () => {
  small = await smallHost({
    "etc/apache2/portal.crt": portal.certificate,
    "etc/apache2/portal.key": portal.key,
    "var/www/portal/index.html": "portal\n",
    [`var/www/html/${challenge}`]: "token\n",
    "etc/apache2/sites-enabled/https.conf": site("portal"),
  });
  await small.host.run("a2enmod -q ssl include >/dev/null");
  await small.apache();
  await secrets(small);
  await mustRun(small.host, webBefore(), "apply");
});
after(() => small.remove());

const own = `http://${at.own}`;
const asked = (url: string, ...options: string[]) =>
  small.ask(url, ["-o", "/dev/null", "-w", "%{http_code} %header{location}", ...options]);
const served = (url = `${own}/`) => asked(url, "-H", "Host: portal.example.net");

/** One `up`: both steps, and what the last one does. */
async function up(given: typeof redirect | typeof tls): Promise<void> {
  await mustRun(small.host, webBefore(given), "apply");
  await mustRun(small.host, https(given), "apply");
  await mustRun(small.host, { step: "retire", args: [], input: "left=1\n" }, "apply");
}

describe("a redirect to HTTPS", () => {
  it("is not there before HTTPS is proven", async () => {
    await mustRun(small.host, webBefore(redirect), "apply");
    assert.equal(await served(), "200 ");
    await small.host.run("mv /etc/apache2/portal.key /etc/apache2/portal.away");
    assert.equal((await runStep(small.host, https(redirect), "apply")).status, 1);
    assert.equal(await served(), "200 ");
    await small.host.run("mv /etc/apache2/portal.away /etc/apache2/portal.key");
  });

  it("sends everybody there, and leaves what has to be answered over HTTP", async () => {
    await up(redirect);
    assert.equal(await served(), "301 https://portal.example.net/");
    assert.equal(await asked(`${own}/a?b=c`, "-H", "Host: x.example:80"), "301 https://x.example/a?b=c");
    assert.equal(await asked(`http://[${at.v6}]/`, "--interface", "::"), `301 https://[${at.v6}]/`);
    assert.equal(await asked(`${own}/`, "-d", "x", "-H", "Host: x.example"), "308 https://x.example/");
    assert.equal(await small.ask(`${own}/${challenge}`), "token\n");
    // A client of old that names no host, and a check that does so.
    assert.equal(await asked(`${own}/`, "-0", "-H", "Host:"), "200 ");
    assert.match(await asked(`${own}/n2acd-fe/jarvis-agent`), /^503 /);
    const said = await small.ask(`https://${at.own}/`, ["-k", "-D", "-", "-o", "/dev/null"]);
    assert.match(said, /^strict-transport-security: max-age=300; includeSubDomains\r$/im);
  });

  it("stays where it is when both steps run again, and follows another port", async () => {
    await up(redirect);
    assert.deepEqual(await mustRun(small.host, webBefore(redirect), "apply"), []);
    assert.deepEqual(await mustRun(small.host, https(redirect), "apply"), []);
    await up({ ...redirect, port: 8443 });
    assert.equal(await served(), "301 https://portal.example.net:8443/");
    assert.equal(await asked(`${own}/`, "-H", "Host: [2001:db8::1]:80"), "301 https://[2001:db8::1]:8443/");
    await up(redirect);
    assert.equal(await served(), "301 https://portal.example.net/");
  });

  it("fails nobody while it goes, and is gone with HTTPS", async () => {
    await up(redirect);
    await up(tls);
    assert.equal(await served(), "200 ");
    await up(redirect);
    await mustRun(small.host, https(redirect), "undo");
    assert.equal(await served(), "200 ");
    assert.equal(await small.ask(`https://${at.own}/`, ["-k"]), "portal\n");
  });

  it("is what a page is held against: an own rule that answers instead is a fault", async () => {
    await mustRun(small.host, webBefore(redirect), "apply");
    const call = https(redirect);
    const input = (call.input ?? "").replace("code 301 if METH_GET", "code 302 if METH_GET");
    const { status, stderr } = await runStep(small.host, { ...call, input }, "apply");
    assert.equal(status, 1, stderr);
    assert.match(
      stderr,
      /http:\/\/n2acd-ha\.invalid\/, asked on port 80, has to be sent to https:.*, and is answered 302/,
    );
    assert.equal(await served(), "200 ");
  });
});
