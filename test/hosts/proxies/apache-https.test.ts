// What Apache answers over HTTPS before HAProxy takes that port, it answers afterwards, and after the undo, with the same certificates:
// the real programs.
import assert from "node:assert/strict";
import { after, afterEach, before, describe, it } from "node:test";
import { mustRun } from "../../support/steps/steps.ts";
import { certificate } from "../../support/certificate.ts";
import { failuresDuring } from "../../support/proxies/probe.ts";
import { refused, secrets } from "../../support/proxies/small/front.ts";
import { https, httpsAnswers, shown, site, tls, webBefore } from "../../support/proxies/small/https.ts";
import { at, from, smallHost, type SmallHost } from "../../support/proxies/small/host.ts";

const sites = "etc/apache2/sites-enabled/https.conf";
const [portal, other, ecdsa] = [
  certificate(["portal.example.net"]),
  certificate(["other.example.net", "*.other.example.net"]),
  certificate(["portal.example.net"], { kind: ["ec", "-pkeyopt", "ec_paramgen_curve:P-256"] }),
];
const env =
  '<!--#echo var="REMOTE_ADDR" --> <!--#echo var="SERVER_ADDR" -->:<!--#echo var="SERVER_PORT" --> <!--#echo var="HTTPS" --> <!--#echo var="REQUEST_SCHEME" --> <!--#echo var="SSL_TLS_SNI" --> <!--#echo var="SERVER_NAME" -->\n';

let small: SmallHost;
before(async () => {
  small = await smallHost({
    "etc/apache2/portal.crt": portal.certificate,
    "etc/apache2/portal.key": portal.key,
    "etc/apache2/other.pem": other.certificate + other.key,
    "etc/apache2/ecdsa.crt": ecdsa.certificate,
    "etc/apache2/ecdsa.key": ecdsa.key,
    "var/www/portal/index.html": "portal\n",
    "var/www/portal/env.shtml": env,
    "var/www/portal/folder/index.html": "folder\n",
    "var/www/other/index.html": "other\n",
    "var/www/other/env.shtml": env,
    "var/www/other/folder/index.html": "other folder\n",
  });
  await small.host.run("a2enmod -q ssl include rewrite >/dev/null; rm -f /etc/apache2/sites-enabled/000-*");
  await small.write(sites, site("portal"));
  await small.apache();
  await secrets(small);
  await mustRun(small.host, webBefore(), "apply");
});
after(() => small.remove());

/** Of Apache's files and of HAProxy's. */
const look =
  "find /etc/apache2 /etc/haproxy -type f -o -type l | sort | xargs ls -l --time-style=+; sha256sum $(find /etc/apache2 /etc/haproxy -type f) | sort";

const everyName = ["portal.example.net", "other.example.net", "a.other.example.net", "unknown.example"];

/** Asks, hands over, asks, takes back, asks; the files are what they were. Where nothing is left to do, the step says `warned` alone. */
async function asBefore(text: string, names = everyName, warned?: RegExp): Promise<void> {
  const where = [at.own, at.second, at.v6];
  await small.write(sites, text);
  await small.apache();
  const questions = names.flatMap((name) =>
    ["/", "/env.shtml", "/folder", "/r"].flatMap((path) => where.map((to) => ({ name, path, to }))),
  );
  const seen = async () => ({
    answers: await httpsAnswers(small, questions),
    certificates: await shown(small, names, where),
  });
  const [found, expected] = [await small.host.run(look), await seen()];
  for (const answer of Object.values(expected.answers)) assert.doesNotMatch(answer, /\n000 $/);
  await mustRun(small.host, https(), "apply");
  assert.deepEqual(await seen(), expected);
  assert.match(await small.host.run("ss -Hltnp 'sport = :443'"), /haproxy/);
  const again = await mustRun(small.host, https(), "apply");
  assert.equal(again.length, warned === undefined ? 0 : 1, again.join("\n"));
  if (warned !== undefined) assert.match(again.join(), warned);
  assert.deepEqual(
    await mustRun(small.host, { step: "retire", args: [], input: "left=1\n" }, "apply"),
    [],
    "the step retire says nothing again",
  );
  await mustRun(small.host, https(), "undo");
  assert.deepEqual(await seen(), expected);
  assert.equal(await small.host.run(look), found);
  assert.equal(await small.host.run("ls -A /var/lib/n2acd-ha | grep -x tls || true"), "");
}

describe("sites over HTTPS", () => {
  afterEach(() => mustRun(small.host, https(), "undo"));
  const second = site("other", {
    pem: "SSLCertificateFile other.pem",
    more: "ServerAlias *.other.example.net",
  });
  const cases: Readonly<Record<string, string>> = {
    "by name": site("portal") + second,
    "by address":
      site("portal", { at: `${at.own}:443 [${at.v6}]:443` }) +
      site("other", { at: `${at.second}:443`, pem: "SSLCertificateFile other.pem" }),
    "by address, and for the rest": site("portal", { at: `${at.second}:443` }) + second,
    "with one certificate for all": `SSLCertificateFile /etc/apache2/portal.crt\nSSLCertificateKeyFile portal.key\n${site("portal", { pem: "" })}${site("other", { pem: "" })}`,
    "with two kinds of certificate":
      site("portal", {
        more: "SSLCertificateFile /etc/apache2/ecdsa.crt\n  SSLCertificateKeyFile /etc/apache2/ecdsa.key",
      }) + second,
    "that Listen alone makes HTTPS": site("portal", { engine: "" }) + second,
    "by variables, in capitals": `Define where *:443\nDefine pem /etc/apache2/other.pem\n${site("other", { at: "${where}", pem: 'SSLCERTIFICATEFILE "${pem}"' })}`,
    "with a rule of the client's address":
      site("portal", { more: "<Location /folder>\n    Require ip 203.0.113.0/24\n  </Location>" }) + second,
    "with a rule of HTTPS": site("portal", {
      more: "<Directory /var/www/portal>\n    SSLRequireSSL\n  </Directory>\n  RewriteEngine on\n  RewriteCond %{HTTPS} =on\n  RewriteRule ^/r$ /folder/ [R]",
    }),
  };
  for (const [name, text] of Object.entries(cases)) {
    // Of two kinds, HAProxy shows the first one to whoever asks for a name that nobody has.
    const asked = name.includes("two kinds") ? everyName.slice(0, 3) : everyName;
    const warned = name.includes("for all")
      ? /^warning: .*portal\.crt is not for other\.example\.net/
      : undefined;
    it(name, () => asBefore(text, asked, warned));
  }
});

describe("what HAProxy could not do as Apache does", () => {
  const cases: readonly (readonly [string, string, RegExp])[] = [
    [
      "a client's certificate",
      site("portal", { more: "SSLVerifyClient optional" }),
      /SSLVerifyClient in .*https\.conf:\d+ asks clients/,
    ],
    [
      "plain HTTP",
      site("portal", { engine: "SSLEngine off" }),
      /site in .*https\.conf:1 speaks plain HTTP on port 443/,
    ],
    [
      "another key",
      site("portal", {
        pem: "SSLCertificateFile /etc/apache2/portal.crt\n  SSLCertificateKeyFile /etc/apache2/locked.key",
      }),
      /the key .*locked\.key of the site in .* has a pass phrase/,
    ],
    [
      "a port that has a site",
      site("portal") + site("other", { at: "*:444", pem: "SSLCertificateFile other.pem" }),
      /port 444, .* has a site already: <VirtualHost> in .*https\.conf:\d+/,
    ],
    [
      "a rule of its TLS",
      site("portal", {
        more: "RewriteEngine on\n  RewriteCond %{SSL:SSL_PROTOCOL} =TLSv1.2\n  RewriteRule ^ - [F]",
      }),
      /rewritecond in .*https\.conf:\d+ decides by the client's own TLS/,
    ],
    ["no certificate of its own", "", /has no <VirtualHost> for port 443/],
  ];
  before(() =>
    small.host.run(
      "openssl rsa -aes256 -passout pass:secret -in /etc/apache2/portal.key -out /etc/apache2/locked.key 2>/dev/null",
    ),
  );
  after(async () => {
    await small.write(sites, site("portal"));
    await small.apache();
  });
  for (const [name, text, said] of cases)
    it(name, async () => {
      // Apache itself goes on with what it had.
      await small.write(sites, site("portal"));
      await small.apache();
      await small.write(sites, text);
      const words = await refused(small, https());
      assert.match(words, said);
      assert.doesNotMatch(words, /PRIVATE KEY/);
    });
  it("one that has ended", async () => {
    await small.write(sites, site("portal"));
    await small.host.run("cp /etc/apache2/portal.crt /etc/apache2/portal.good");
    const ended =
      "openssl x509 -in /etc/apache2/portal.good -signkey /etc/apache2/portal.key -days -1 -out /etc/apache2/portal.crt 2>/dev/null || true";
    await small.host.run(ended);
    try {
      assert.match(
        await refused(small, https()),
        /the certificate in .*portal\.crt.* ended on .*renew it, and run up again/,
      );
    } finally {
      await small.host.run("mv /etc/apache2/portal.good /etc/apache2/portal.crt");
    }
  });
});

describe("changes while users ask", () => {
  before(() => mustRun(small.host, https(), "undo"));
  after(() => mustRun(small.host, https(), "undo"));

  const during = (change: () => Promise<unknown>, urls: readonly string[]) =>
    failuresDuring(urls, (url, options) => small.ask(url, options), change);
  const [http, secure] = [`http://${at.own}/`, `https://${at.own}/`];

  it("gets its port within milliseconds, and nobody on another port notices", async (t) => {
    const failed = await during(() => mustRun(small.host, https(), "apply"), [http, secure]);
    t.diagnostic(JSON.stringify(failed));
    assert.deepEqual(failed[http], []);
    // One after the other, a user comes every 10 ms or so.
    assert.ok((failed[secure] ?? []).length < 30, JSON.stringify(failed));
  });

  it("gives a renewed certificate to everybody, and fails nobody", async () => {
    await mustRun(small.host, https(), "apply");
    const renewed = certificate(["portal.example.net"]);
    await small.write("etc/apache2/portal.crt", renewed.certificate);
    await small.write("etc/apache2/portal.key", renewed.key);
    const failed = await during(async () => {
      assert.deepEqual(await mustRun(small.host, https(), "apply"), ["HAProxy: reload"]);
    }, [http, secure]);
    assert.deepEqual(failed, { [http]: [], [secure]: [] });
    const [seen] = Object.values(await shown(small, ["portal.example.net"], [at.own]));
    assert.equal(seen, renewed.certificate.trim());
    assert.equal((await small.host.run("ls /etc/haproxy/n2acd-ha-tls | wc -l")).trim(), "2");
  });

  it("changes its ports, and keeps the former ones until every node is proven", async () => {
    await mustRun(small.host, https(), "apply");
    const ports = { port: 8443, apachePort: 445 };
    const failed = await during(() => mustRun(small.host, https(ports), "apply"), [http, secure]);
    assert.deepEqual(failed, { [http]: [], [secure]: [] });
    const open = async (port: number) => (await small.host.run(`ss -Hltn 'sport = :${port}' | wc -l`)).trim();
    assert.notEqual(await open(443), "0");
    assert.notEqual(await open(444), "0");
    await mustRun(small.host, { step: "retire", args: [], input: "left=1\n" }, "apply");
    assert.equal(await open(443), "0");
    assert.equal(await open(444), "0");
    assert.equal(await small.ask(`https://${at.own}:8443/`, ["-k"]), "portal\n");
    await mustRun(small.host, https(tls), "apply");
    assert.equal(await small.ask(`https://${at.own}/`, ["-k"]), "portal\n");
    await mustRun(small.host, { step: "retire", args: [], input: "left=2\n" }, "apply");
    assert.equal(await open(8443), "0");
  });

  it("tells Apache who its client is when Apache learns another header", async () => {
    await mustRun(small.host, webBefore(), "apply");
    await small.host.run(
      `printf 'LoadModule remoteip_module /usr/lib/apache2/modules/mod_remoteip.so\\nRemoteIPHeader X-Real\\nRemoteIPInternalProxy ${from.near}\\n' >/etc/apache2/conf-enabled/balancer.conf`,
    );
    await small.apache();
    await mustRun(small.host, webBefore(), "apply");
    const client = await small.ask(`https://${at.own}/env.shtml`, ["-k"], from.far);
    assert.match(client, new RegExp(`^${from.far.replaceAll(".", "\\.")} `));
    await small.host.run("rm /etc/apache2/conf-enabled/balancer.conf");
    await small.apache();
    await mustRun(small.host, webBefore(), "apply");
    assert.match(
      await small.ask(`https://${at.own}/env.shtml`, ["-k", "-H", "X-Real: 192.0.2.1"], from.far),
      /^203\.0\.113\.9 /,
    );
  });
});
