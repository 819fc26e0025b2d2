// What cannot go on to be right behind HAProxy stops the step at its start, by its place; and who has a port is named.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { refused, secrets, web } from "../../support/proxies/small/front.ts";
import { at, smallHost, type SmallHost } from "../../support/proxies/small/host.ts";

let small: SmallHost;
before(async () => {
  small = await smallHost();
  await small.host.run(
    "a2enmod -q remoteip rewrite macro ssl >/dev/null; rm -f /etc/apache2/sites-enabled/*",
  );
  await secrets(small);
});
after(() => small.remove());

const site = "etc/apache2/sites-enabled/s.conf";
const place = (line: number) => `/etc/apache2/sites-enabled/s.conf:${line}`;

describe("Apache's configuration", () => {
  const cases: readonly (readonly [name: string, text: string, says: string])[] = [
    [
      "its own port in what it says of itself",
      "\nUseCanonicalPhysicalPort On\n",
      `UseCanonicalPhysicalPort in ${place(2)} `,
    ],
    ["the PROXY protocol", "RemoteIPProxyProtocol On\n", `RemoteIPProxyProtocol in ${place(1)} `],
    [
      "another header for one site",
      "RemoteIPInternalProxy 10.0.0.5\n<VirtualHost *:80>\nServerName x\nRemoteIPHeader X-Real-IP\n</VirtualHost>\n",
      `RemoteIPHeader in ${place(4)} `,
    ],
    ["a header that everybody may set", "RemoteIPHeader X-Forwarded-For\n", `RemoteIPHeader in ${place(1)} `],
    [
      "a rule by the connection's address",
      "RewriteEngine On\nRewriteCond expr \"%{CONN_REMOTE_ADDR} == '10.0.0.5'\"\nRewriteRule ^/x - [F]\n",
      `rewritecond in ${place(2)} decides by CONN_REMOTE_ADDR`,
    ],
    [
      "a site made by a macro",
      "<Macro Site $name>\n<VirtualHost *:80>\nServerName $name\n</VirtualHost>\n</Macro>\nUse Site a\n",
      `macro`,
    ],
    [
      "TLS on the users' port",
      "<VirtualHost *:80>\nServerName x\nSSLEngine On\nSSLCertificateFile /etc/ssl/certs/ssl-cert-snakeoil.pem\nSSLCertificateKeyFile /etc/ssl/private/ssl-cert-snakeoil.key\n</VirtualHost>\n",
      `SSLEngine in ${place(3)} `,
    ],
    [
      "the port that it should get, already",
      `Listen ${at.own}:81\n`,
      `is one of its own already: Listen in ${place(1)}`,
    ],
    [
      "a site on the port that it should get",
      "<VirtualHost *:81>\nServerName x\n</VirtualHost>\n",
      `has a site already: <VirtualHost> in ${place(1)}`,
    ],
  ];
  for (const [name, text, says] of cases)
    it(`${name}: is named by its place`, async () => {
      await small.write(site, text);
      await small.apache();
      const said = await refused(small);
      assert.ok(said.includes(says), said);
      assert.match(said, /nothing was changed\. What to do: /);
    });
});

describe("a port", () => {
  before(async () => {
    await small.write(site, "");
    await small.apache();
  });
  const taken = async (port: number, how: string, says: RegExp) => {
    await small.host.run(how);
    await small.host.run(
      `n=0; until ss -Hltn 'sport = :${port}' | grep -q .; do n=$((n + 1)); [ $n -lt 50 ]; sleep 0.1; done`,
    );
    try {
      assert.match(await refused(small), says);
    } finally {
      await small.host.run("kill $(cat /run/taken); rm -f /run/taken; sleep 0.2");
    }
  };
  const listener = (name: string, address: string, port: number) =>
    `python3 -c 'import socket, time, ctypes
ctypes.CDLL(None).prctl(15, b"${name}", 0, 0, 0)
s = socket.socket(); s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1); s.bind(("${address}", ${port})); s.listen(); time.sleep(60)
' >/dev/null 2>&1 & echo $! >/run/taken`;

  it("that another program has is named with it", async () => {
    await taken(81, listener("nginx", "127.0.0.1", 81), /port 81, which Apache should get, belongs to nginx/);
    await taken(
      7000,
      listener("nginx", "0.0.0.0", 7000),
      /port 7000, which HAProxy should get, belongs to nginx/,
    );
  });
  it("that systemd holds is named with its unit", async () => {
    await small.write("sockets", "[::]:81 cockpit.socket cockpit.service\n");
    await taken(
      81,
      listener("systemd", "127.0.0.1", 81),
      /port 81, .* belongs to systemd, for cockpit\.socket/,
    );
  });
  it("that another Apache has is not taken for ours", async () => {
    await small.write("etc/apache2/ports.conf", `Listen ${at.own}:80\n`);
    await small.apache();
    await taken(80, listener("nginx", at.second, 80), /port 80, which HAProxy should get, belongs to nginx/);
    await small.write("etc/apache2/ports.conf", "Listen 8080\n");
    await small.apache();
    await taken(80, listener("nginx", at.second, 80), /port 80, which HAProxy should get, belongs to nginx/);
  });
  it("that nobody has, while Apache has others, is no port of its own", async () => {
    assert.match(
      await refused(small, web()),
      /Apache does not listen on port 80, nor on 81: its configuration says Listen 8080 in \/etc\/apache2\/ports\.conf:1/,
    );
  });
});
