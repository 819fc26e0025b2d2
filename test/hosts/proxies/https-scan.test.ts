// HTTPS as clients see it: a scanner finds nothing beyond Mozilla's intermediate settings, and HTTP/2, HTTP/1.1 and web sockets get through.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { local } from "../../support/exec.ts";
import { mustRun } from "../../support/steps/steps.ts";
import { authority } from "../../support/certificate.ts";
import { secrets } from "../../support/proxies/small/front.ts";
import { https, site, webBefore } from "../../support/proxies/small/https.ts";
import { at, smallHost, type SmallHost } from "../../support/proxies/small/host.ts";

const name = "portal.example.net";
const ca = authority();
const scripts = join(import.meta.dirname, "../../../scripts");
const websocket = readFileSync(join(import.meta.dirname, "../../support/proxies/websocket.py"), "utf8");

/** Whose HAProxy it is: of this machine's Debian, and of others. */
const releases = [undefined, "bullseye", "trixie", "sid"] as const;

async function haproxyOf(release: string): Promise<string> {
  const { status, stdout, stderr } = await local([join(scripts, "haproxy.sh"), release], {
    timeout: 600_000,
  });
  assert.equal(status, 0, stderr);
  return stdout.trim();
}

async function scanned(haproxy: string | undefined): Promise<SmallHost> {
  const small = await smallHost({
    "etc/apache2/portal.pem": ca.issue([name]),
    "etc/websocket.py": websocket,
    "var/www/portal/index.html": "portal\n",
    "etc/apache2/sites-enabled/https.conf": site("portal", {
      pem: "SSLCertificateFile portal.pem",
      more: "ProxyPass /socket ws://127.0.0.1:9000/",
    }),
  });
  await small.host.run("a2enmod -q ssl include proxy proxy_http proxy_wstunnel >/dev/null");
  await small.host.run("setsid python3 /etc/websocket.py serve 9000 >/dev/null 2>&1 </dev/null &");
  if (haproxy !== undefined) await small.host.run(`mount --bind ${haproxy} /usr/sbin/haproxy`);
  await small.apache();
  await secrets(small);
  await mustRun(small.host, webBefore(), "apply");
  await mustRun(small.host, https(), "apply");
  return small;
}

for (const release of releases)
  describe(`HTTPS through the HAProxy of ${release === undefined ? "this machine" : `Debian ${release}`}`, () => {
    let small: SmallHost;
    let haproxy: string | undefined;
    before(async () => {
      if (release !== undefined) haproxy = await haproxyOf(release);
      small = await scanned(haproxy);
    });
    after(() => small.remove());

    it("is that one's", async (t) => {
      const wanted = await local([haproxy ?? "/usr/sbin/haproxy", "-v"]);
      const version = await small.host.run("/proc/$(cat /run/haproxy.pid)/exe -v");
      t.diagnostic(version.split("\n")[0] ?? "");
      assert.equal(version, wanted.stdout);
    });

    it("passes a scanner against Mozilla's intermediate settings", { timeout: 300_000 }, async () => {
      const tool = await local([join(scripts, "sslyze.sh")]);
      assert.equal(tool.status, 0, tool.stderr);
      const { stdout } = await small.host.exec(
        `PYTHONDONTWRITEBYTECODE=1 ${tool.stdout.trim()} --mozilla_config intermediate --sni ${name} ${at.own}:443 2>&1`,
      );
      const verdict = stdout.slice(stdout.indexOf("COMPLIANCE AGAINST"));
      assert.match(verdict, /Mozilla's "intermediate" configuration/, stdout);
      const findings = [...verdict.matchAll(/^ *\* (\w+): /gm)].map(([, what]) => what);
      // The authority is the test's own, and in no store of the scanner's.
      assert.deepEqual(findings, ["certificate_path_validation"], verdict);
    });

    it("speaks HTTP/2 and HTTP/1.1", async () => {
      for (const [option, version] of [
        ["--http2", "2"],
        ["--http1.1", "1.1"],
      ] as const) {
        const said = await small.ask(`https://${name}/`, [
          ...[option, "-k", "--connect-to", `::${at.own}:443`, "-w", "%{http_version}"],
        ]);
        assert.equal(said, `portal\n${version}`);
      }
    });

    it("lets a web socket through", async () => {
      const said = await small.host.run(`python3 /etc/websocket.py ask ${at.own} 443 ${name} /socket hello`);
      assert.equal(said, "HTTP/1.1 101 Switching Protocols\nhello\n");
    });
  });
