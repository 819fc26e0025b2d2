// What only the proof can find: a difference that nobody foresaw makes the step go back, and says which page it is.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { mustRun, runStep, type Call } from "../../support/steps/steps.ts";
import { secrets, web } from "../../support/proxies/small/front.ts";
import { at, from, smallHost, type SmallHost } from "../../support/proxies/small/host.ts";

let small: SmallHost;
const site = `<VirtualHost *:80>
  DocumentRoot /var/www/html
  <Location /intern>
    Require local
  </Location>
  <Directory /var/www/html/office>
    Require ip 10.77.0.0/24
  </Directory>
</VirtualHost>
<VirtualHost *:80>
  ServerName portal.example.net
  DocumentRoot /var/www/portal
  Alias /files /var/www/files
  <Directory /var/www/files>
    Require host nobody.example
  </Directory>
</VirtualHost>
`;

before(async () => {
  small = await smallHost({
    "etc/apache2/sites-enabled/000-default.conf": site,
    "var/www/html/intern/index.html": "intern\n",
    "var/www/html/office/index.html": "office\n",
    "var/www/portal/index.html": "portal\n",
    "var/www/files/index.html": "files\n",
  });
  await secrets(small);
});
after(() => small.remove());

/** The step with another haproxy.cfg; it fails, and everything is as it was. */
async function goesBack(change: (config: string) => string, says: RegExp): Promise<void> {
  const call: Call = { ...web(), input: change(web().input ?? "") };
  assert.notEqual(call.input, web().input);
  const { status, stderr } = await runStep(small.host, call, "apply");
  assert.equal(status, 1, stderr);
  assert.match(stderr, says);
  assert.match(stderr, /everything is as it was before/);
  assert.equal(await small.ask(`http://${at.own}/`), "main\n");
  assert.match(await small.host.run("ss -Hltnp 'sport = :80'"), /apache2/);
  assert.doesNotMatch(await small.host.run("ip address show dev lo"), /192\.0\.2/);
}

describe("a haproxy.cfg with which Apache", () => {
  it("takes each client for this host itself", async () => {
    await goesBack(
      (config) => config.replace(/ *http-request set-header X-N2acd.*\n/, ""),
      /http:\/\/n2acd-ha\.invalid\/\S+, asked from 192\.0\.2\.81 on port 80, is answered (200|301), and was answered 403 before/,
    );
  });
  it("is asked by another name", async () => {
    await goesBack(
      (config) =>
        config.replace(
          "timeout connect 30s",
          "http-request set-header Host portal.example.net\n    timeout connect 30s",
        ),
      /http:\/\/n2acd-ha\.invalid\/, asked from .* is another page than before/,
    );
  });
  it("is told of another client", async () => {
    await goesBack(
      (config) =>
        config.replace(
          "http-request set-header X-N2acd-Client %[src]",
          "http-request set-header X-N2acd-Client 198.51.100.1",
        ),
      /http:\/\/n2acd-ha\.invalid\/\S+, asked from 10\.77\.0\.21 .* is answered 403, and was answered (200|301)/,
    );
  });
});

describe("a change of a front end that serves", () => {
  it("is not made when pages are others with it", async () => {
    await mustRun(small.host, web(), "apply");
    const before = await small.host.run("cat /etc/haproxy/haproxy.cfg");
    const call = { ...web(), input: (web().input ?? "").replace("%[src]", "198.51.100.1") };
    const { status, stderr } = await runStep(small.host, call, "apply");
    assert.equal(status, 1, stderr);
    assert.match(
      stderr,
      /is answered 403, and was answered .* the last good configuration runs again, and serves/,
    );
    assert.equal(await small.host.run("cat /etc/haproxy/haproxy.cfg"), before);
    assert.match(await small.ask(`http://${at.own}/office/`, ["-w", "%{http_code}"], from.near), /200$/);
    await mustRun(small.host, web(), "undo");
  });
  it("is not held up by pages that change all the time, or hold a secret back", async () => {
    await small.host.run("a2enmod -q include cgid >/dev/null");
    await small.write(
      "etc/apache2/sites-enabled/000-default.conf",
      `${site}<Directory /var/www/html>\n  Options +Includes\n  AddOutputFilter INCLUDES .html\n</Directory>\n`,
    );
    await small.write(
      "var/www/html/index.html",
      '<!--#echo var="UNIQUE_ID" --> <!--#config timefmt="%s" --> <!--#echo var="DATE_LOCAL" -->\n',
    );
    await small.apache();
    await mustRun(small.host, web(), "apply");
    await mustRun(small.host, web({ maxConnections: { clients: 1000, server: 90 } }), "apply");
    await mustRun(small.host, web(), "undo");
  });
});
