// A front end, and a HAProxy that was set up by hand, on a small host with the real Apache: what up would meet is named, and no file
// is touched.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { at, smallHost, type SmallHost } from "../../../support/proxies/small/host.ts";
import { web } from "../../../support/proxies/small/front.ts";
import { readAnswer } from "../../../../tools/checkHosts/answer.ts";
import { scriptFor } from "../../../../tools/checkHosts/script.ts";

let small: SmallHost;
before(async () => {
  small = await smallHost();
  await small.host.run(
    "a2enmod -q remoteip rewrite macro ssl status >/dev/null; rm -f /etc/apache2/sites-enabled/*",
  );
});
after(() => small.remove());

const site = "etc/apache2/sites-enabled/s.conf";
const place = "/etc/apache2/sites-enabled/s.conf";

async function told(shell = "sh"): Promise<string> {
  const { args, input = "" } = web();
  const words = ["host=fe-01", ...args].join(" ");
  const script = scriptFor("fe", [{ step: "web", words, config: input }]);
  const look =
    "find /etc /run /var/lib/n2acd-ha /var/lib/haproxy -printf '%p %m %u %s %T@ %C@\\n' | sort; find /etc -type f -exec sha256sum {} + | sort";
  const found = await small.host.run(look);
  const { stdout, stderr } = await small.host.exec(`${shell} -s`, { input: script });
  assert.equal(await small.host.run(look), found, stderr);
  const answer = readAnswer(stdout);
  assert.ok(answer.whole, `${stdout}${stderr}`);
  const all = { problem: answer.problems, change: answer.changes, unknown: answer.unknowns };
  return Object.entries(all)
    .flatMap(([kind, list]) => list.map(({ text }) => `${kind}: ${text}`))
    .join("\n");
}

describe("a front end before up", () => {
  it("has nothing in the way, and says which of Apache's lines change", async () => {
    await small.write(site, "<VirtualHost *:80>\nServerName portal.example.net\n</VirtualHost>\n");
    await small.write("etc/haproxy/haproxy.cfg", "");
    await small.apache();
    const said = await told();
    assert.doesNotMatch(said, /^(problem|unknown)/m);
    assert.match(
      said,
      /^change: gives Apache the port 81 in place of 80, in line 5 of \/etc\/apache2\/ports\.conf$/m,
    );
    assert.match(
      said,
      new RegExp(`^change: gives Apache the port 81 in place of 80, in line 1 of ${place}$`, "m"),
    );
    assert.match(said, /^change: gives port 80, which apache2 has, to HAProxy$/m);
  });

  // What the step web can do by itself is no problem: see test/hosts/proxies/apache-as-before.test.ts.
  const wellDone: Record<string, string> = {
    "01": "<Location /server-status>\nSetHandler server-status\nRequire local\n</Location>\n",
    "02": `<VirtualHost ${at.own}:80>\nServerName portal.example.net\n</VirtualHost>\n`,
    "19": "Define http_port 80\n<VirtualHost *:${http_port}>\nServerName portal.example.net\n</VirtualHost>\n",
  };
  for (const [name, text] of Object.entries(wellDone))
    it(`has nothing in the way by case ${name}, which the step follows`, async () => {
      await small.write(site, text);
      await small.apache();
      assert.doesNotMatch(await told(), /^(problem|unknown)/m);
    });

  for (const shell of ["dash", "bash"])
    it(`names all that stands in the way in one run, under ${shell}`, async () => {
      await small.write(site, `UseCanonicalPhysicalPort On\nRemoteIPProxyProtocol On\nListen ${at.own}:81\n`);
      await small.write(
        "etc/haproxy/haproxy.cfg",
        'frontend api\n    bind *:8443\n    http-request set-header Authorization "Basic ZXhhbXBsZTpleGFtcGxl"\n',
      );
      const said = await told(shell);
      for (const says of [
        `UseCanonicalPhysicalPort in ${place}:1 `,
        `RemoteIPProxyProtocol in ${place}:2 `,
        `is one of its own already: Listen in ${place}:3`,
        "/etc/haproxy/haproxy.cfg has 3 lines that n2acd-ha does not know",
      ])
        assert.ok(said.includes(says), `${says} is not in\n${said}`);
      assert.doesNotMatch(said, /ZXhh/);
    });

  it("names a configuration that Apache does not take", async () => {
    await small.write(site, "Nonsense On\n");
    assert.match(
      await told(),
      /^problem: Apache's own configuration is broken already: Syntax error on line 1 of /m,
    );
  });
});
