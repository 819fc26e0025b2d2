// A front end that the version before has set up: one apply brings it here, nobody's request fails, and the next one does nothing.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { mustRun } from "../../support/steps/steps.ts";
import { secrets, web } from "../../support/proxies/small/front.ts";
import { at, from, smallHost, type SmallHost } from "../../support/proxies/small/host.ts";

let small: SmallHost;
const site =
  "<VirtualHost *:80>\n  DocumentRoot /var/www/html\n  <Location /intern>\n    Require local\n  </Location>\n</VirtualHost>\n";
const journal = "/var/lib/n2acd-ha/web";
const files = ["/etc/apache2/ports.conf", "/etc/apache2/sites-available/000-default.conf"];

before(async () => {
  small = await smallHost({
    "var/www/html/intern/index.html": "intern\n",
    "var/www/html/folder/index.html": "folder\n",
  });
  await small.write("etc/apache2/sites-available/000-default.conf", site);
  await small.apache();
  await secrets(small);
});
after(() => small.remove());

/** What the version before left: its haproxy.cfg, Apache's files as they were then with their copies, no word of the client. */
async function formerly(): Promise<void> {
  await mustRun(small.host, web(), "apply");
  const old = (web().input ?? "")
    .replace(/ *http-request set-header X-N2acd.*\n/, "")
    .replace(/ *timeout connect 30s\n/, "")
    .replace(/server localhost 0\.0\.0\.0:81 .*/, "server localhost 127.0.0.1:81 maxconn 100")
    .replace(/^ *#ipv6.*\n| *#requests.*\n| *tune\..*\n/gm, "");
  await small.host
    .run(`rm -f /etc/apache2/conf-enabled/n2acd-ha.conf ${journal}/file%etc%apache2%conf-enabled*
    rm -f ${journal}/here ${journal}/client-header
    sed -i 's/<VirtualHost .*/<VirtualHost *:81>/' ${files[1] ?? ""}
    for file in ${files.join(" ")}; do
      as=$(printf %s "$file" | tr / %)
      cp "$file" ${journal}/ours"$as"; cp ${journal}/file"$as" "$file.install"; echo "$file.install" >${journal}/file"$as".install
    done
    kill -USR1 $(cat /run/apache2/apache2.pid); sleep 0.5`);
  await small.host.run(
    "cat >/etc/haproxy/haproxy.cfg; chmod 644 /etc/haproxy/haproxy.cfg; systemctl reload haproxy; cp /etc/haproxy/haproxy.cfg " +
      `${journal}/good.cfg; cp /etc/haproxy/haproxy.cfg ${journal}/wanted.cfg; sleep 0.5
       cat /etc/haproxy/haproxy.cfg /etc/haproxy/conf.d/n2acd-ha.cfg | sha256sum | cut -d ' ' -f 1 >/var/lib/n2acd-ha/haproxy.loaded`,
    { input: old },
  );
}

describe("the version before", () => {
  it("is replaced with one reload, and no request fails", async () => {
    await formerly();
    const intern = () =>
      small.ask(`http://${at.own}/intern/`, ["-o", "/dev/null", "-w", "%{http_code}"], from.far);
    assert.equal(await intern(), "200");
    const users = { ask: true };
    const failed: string[] = [];
    let asked = 0;
    const asking = (async () => {
      while (users.ask) {
        const code = await small.ask(`http://${at.own}/`, ["-o", "/dev/null", "-w", "%{http_code}"]);
        asked += 1;
        if (code !== "200") failed.push(code);
      }
    })();
    const said = await mustRun(small.host, web(), "apply");
    users.ask = false;
    await asking;
    assert.deepEqual(failed, [], `of ${asked}`);
    assert.ok(asked > 5);
    assert.deepEqual(said, ["HAProxy: reload"]);
    assert.equal(await intern(), "403");
    const redirect = await small.ask(`http://${at.own}/folder`, [
      "-o",
      "/dev/null",
      "-w",
      "%header{location}",
      "-H",
      "Host: a.b",
    ]);
    assert.equal(redirect, "http://a.b/folder/");
    assert.equal(await small.ask(`http://[${at.v6}]/`, [], from.v6), "main\n");
    assert.equal(
      await small.host.run(`ls ${files.map((file) => `${file}.install`).join(" ")} 2>/dev/null || true`),
      "",
    );
  });

  it("needs nothing more then", async () => {
    const look =
      "grep -c SIGUSR1 /var/log/apache2/error.log; cat /run/apache2/apache2.pid; sha256sum /etc/haproxy/haproxy.cfg";
    const found = await small.host.run(look);
    assert.deepEqual(await mustRun(small.host, web(), "apply"), []);
    assert.equal(await small.host.run(look), found);
  });

  it("is given back as it was before that", async () => {
    await mustRun(small.host, web(), "undo");
    assert.equal(await small.host.run(`cat ${files[1] ?? ""}`), site);
    assert.match(await small.host.run(`cat ${files[0] ?? ""}`), /^Listen 80$/m);
    assert.equal(await small.host.run("ls /etc/apache2/conf-enabled | grep n2acd || true"), "");
    assert.equal(await small.ask(`http://${at.own}/`), "main\n");
  });
});
