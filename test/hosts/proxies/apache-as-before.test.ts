// What Apache answers before HAProxy takes its port, it answers afterwards, and after the undo: the real programs.
import assert from "node:assert/strict";
import { after, afterEach, before, describe, it } from "node:test";
import { mustRun } from "../../support/steps/steps.ts";
import { answers, type Question, secrets, web } from "../../support/proxies/small/front.ts";
import { at, from, smallHost, type SmallHost } from "../../support/proxies/small/host.ts";

let small: SmallHost;
before(async () => {
  small = await smallHost({
    "var/www/html/env.shtml":
      '<!--#echo var="REMOTE_ADDR" --> <!--#echo var="SERVER_ADDR" -->:<!--#echo var="SERVER_PORT" --> <!--#echo var="SERVER_NAME" --> <!--#echo var="HTTP_X_FORWARDED_FOR" --> <!--#echo var="near" -->\n',
    "var/www/html/folder/index.html": "folder\n",
    "var/www/portal/index.html": "portal\n",
    "var/www/portal/folder/index.html": "portal's folder\n",
    "var/www/other/index.html": "other\n",
    "var/www/old/index.html": "old\n",
    ...Object.fromEntries(
      ["intern", "office", "old", "if", "host"].map((each) => [
        `var/www/html/${each}/index.html`,
        `${each}\n`,
      ]),
    ),
  });
  await small.host.run("a2enmod -q include rewrite access_compat status >/dev/null");
  await secrets(small);
});
after(() => small.remove());

/** Asks, hands over, asks, takes back, asks; the files are what they were. */
async function asBefore(
  files: Readonly<Record<string, string>>,
  questions: readonly Question[],
): Promise<void> {
  for (const [path, text] of Object.entries(files)) await small.write(path, text);
  await small.apache();
  const look =
    "find /etc/apache2 -type f -o -type l | sort | xargs ls -l --time-style=+; sha256sum $(find /etc/apache2 -type f) | sort";
  const [found, expected] = [await small.host.run(look), await answers(small, questions)];
  for (const answer of Object.values(expected)) assert.doesNotMatch(answer, /\n000 $/);
  await mustRun(small.host, web(), "apply");
  assert.deepEqual(await answers(small, questions), expected);
  assert.deepEqual(await mustRun(small.host, web(), "apply"), []);
  await mustRun(small.host, web(), "undo");
  assert.deepEqual(await answers(small, questions), expected);
  assert.equal(await small.host.run(look), found);
}

const site = "etc/apache2/sites-enabled/000-default.conf";
const standard = `<VirtualHost *:80>
  DocumentRoot /var/www/html
</VirtualHost>
<VirtualHost *:80>
  ServerName portal.example.net
  DocumentRoot /var/www/portal
</VirtualHost>
`;

describe("whatever Apache decides by the client's address", () => {
  const rules = `<Directory /var/www/html>
  Options +Includes
  AddOutputFilter INCLUDES .shtml
</Directory>
<Location /server-status>
  SetHandler server-status
  Require local
</Location>
<Location /intern>
  Require local
</Location>
<Location /office>
  Require ip 10.77.0.0/24
</Location>
<Location /old>
  Order deny,allow
  Deny from all
  Allow from 203.0.113.9
</Location>
<If "-R '10.77.0.0/24' && %{REQUEST_URI} =~ m#^/if#">
  Require all denied
</If>
SetEnvIf Remote_Addr "^10\\.77\\." near=yes
<VirtualHost *:80>
  DocumentRoot /var/www/html
  RewriteEngine On
  RewriteCond %{REMOTE_ADDR} =203.0.113.9
  RewriteRule ^/far$ /folder/ [R]
</VirtualHost>
`;
  const paths = ["/server-status", "/intern/", "/office/", "/old/", "/if/", "/far", "/env.shtml", "/"];
  const forged = ["-H", "X-Forwarded-For: 127.0.0.1", "-H", "X-Forwarded-For: 10.77.0.5, 127.0.0.1"];
  const questions = [
    ...paths.flatMap((path) => [
      { path, from: from.near },
      { path, from: from.far },
      { path, from: from.v6, at: at.v6 },
      { path, from: from.far, options: forged },
    ]),
    { path: "/env.shtml", at: at.second },
    // Bytes that are no proper request are Apache's to judge: as this host's HAProxy calls that option.
    { path: "/", options: ["--request-target", "/\u00e4"] },
  ];

  it("is the same", async () => {
    await asBefore({ [site]: rules }, questions);
  });

  it("is in its log as before", async () => {
    await small.write(site, `${rules}CustomLog /var/log/apache2/seen.log "%h %a %A %p"\n`);
    await small.apache();
    const seen = async () => {
      await small.host.run(": >/var/log/apache2/seen.log");
      for (const [client, to] of [
        [from.near, at.own],
        [from.far, at.second],
        [from.v6, `[${at.v6}]`],
      ] as const)
        await small.ask(`http://${to}/`, [], client);
      // Apache plays the SMS node at 127.0.0.9 as well, which HAProxy asks every now and then.
      return small.host.run("grep -v ' 127.0.0.9 ' /var/log/apache2/seen.log");
    };
    const expected = await seen();
    await mustRun(small.host, web(), "apply");
    assert.equal(await seen(), expected);
  });

  it("is believed of HAProxy alone", async () => {
    await mustRun(small.host, web(), "apply");
    for (const header of ["X-Forwarded-For", "X-Real-IP", "X-N2acd-Client", "Forwarded"])
      for (const to of [at.own, `${at.own}:81`])
        assert.match(
          await small.ask(
            `http://${to}/office/`,
            ["-w", "%{http_code}", "-H", `${header}: 10.77.0.5`],
            from.far,
          ),
          /403$/,
          `${header} at ${to}`,
        );
    // Another user of the host does not find out which header it is.
    const readers = "runuser -u nobody -- grep -rls X-N2acd /etc/haproxy /etc/apache2 /run/haproxy || true";
    assert.equal(await small.host.run(readers), "");
  });

  afterEach(() => mustRun(small.host, web(), "undo"));
});

describe("a load balancer before the front end", () => {
  afterEach(() => mustRun(small.host, web(), "undo"));
  const rules = `LoadModule remoteip_module /usr/lib/apache2/modules/mod_remoteip.so
RemoteIPHeader X-Forwarded-For
RemoteIPInternalProxy ${from.near}
<Location /office>
  Require ip 10.77.0.0/24
</Location>
<Location /old>
  Require ip 198.51.100.7
</Location>
<Directory /var/www/html>
  Options +Includes
  AddOutputFilter INCLUDES .shtml
</Directory>
${standard}`;
  it("is believed as before, and nobody else is", async () => {
    const says = (words: string) => ["-H", `X-Forwarded-For: ${words}`];
    await asBefore(
      { [site]: rules },
      ["/office/", "/old/", "/env.shtml"].flatMap((path) =>
        [from.near, from.far].flatMap((client) =>
          [[], says("198.51.100.7"), says("198.51.100.7, 203.0.113.50"), says("10.77.0.5, 198.51.100.7")].map(
            (options) => ({
              path,
              name: "x",
              from: client,
              options,
            }),
          ),
        ),
      ),
    );
  });
});

describe("the site that answers, and what it says of its own address", () => {
  afterEach(() => mustRun(small.host, web(), "undo"));
  const names = ["portal.example.net", "unknown.example", "portal.example.net:80"];
  const paths = ["/", "/folder", "/r"];
  const questions: readonly Question[] = names.flatMap((name) =>
    paths.flatMap((path) => [
      { path, name },
      { path, name, at: at.second },
      { path, name, at: at.v6, from: from.v6 },
    ]),
  );
  const portal =
    "ServerName portal.example.net\n  DocumentRoot /var/www/portal\n  RewriteEngine On\n  RewriteRule ^/r$ /folder/ [R]";
  const cases: Readonly<Record<string, string>> = {
    "by name": standard,
    "by address": `DocumentRoot /var/www/other\n<VirtualHost ${at.own}:80>\n  ${portal}\n</VirtualHost>\n`,
    "by several addresses": `<VirtualHost ${at.own}:80 [${at.v6}]:80>\n  ${portal}\n</VirtualHost>\n<VirtualHost ${at.second}:80>\n  DocumentRoot /var/www/other\n</VirtualHost>\n<VirtualHost _default_:80>\n  DocumentRoot /var/www/old\n</VirtualHost>\n`,
    "by a port that is defined": `Define http_port 80\n<VirtualHost *:\${http_port}>\n  ${portal}\n</VirtualHost>\n`,
    "on a continued line": `<VirtualHost \\\n   *:80>\n  ${portal}\n</VirtualHost>\n`,
    "by any port": `<VirtualHost *>\n  ${portal}\n</VirtualHost>\n`,
    "in capitals and quotes": `<VIRTUALHOST "*:80">\n  ${portal}\n</VIRTUALHOST>\n`,
    "without any": "DocumentRoot /var/www/portal\n",
    "with its port": `UseCanonicalName On\n<VirtualHost *:80>\n  ${portal.replace(".net", ".net:80")}\n</VirtualHost>\n`,
    "with another port, by its canonical name": `UseCanonicalName On\n<VirtualHost *:80>\n  ${portal.replace(".net", ".net:8080")}\n</VirtualHost>\n`,
    "by its canonical name": `UseCanonicalName On\n<VirtualHost *:80>\n  ${portal}\n</VirtualHost>\n`,
    "that sends people to somebody's port 81": `<VirtualHost *:80>\n  Redirect /r http://partner.example:81/x\n  DocumentRoot /var/www/portal\n</VirtualHost>\n`,
    "with a rule on the port": `<VirtualHost *:80>\n  ${portal}\n  RewriteCond %{SERVER_PORT} !=80\n  RewriteRule .* - [F]\n</VirtualHost>\n`,
  };
  for (const [name, text] of Object.entries(cases)) it(name, () => asBefore({ [site]: text }, questions));
});

describe("Listen", () => {
  const ports = "etc/apache2/ports.conf";
  const questions: readonly Question[] = [{ path: "/" }, { path: "/folder", name: "x" }];
  const cases: Readonly<Record<string, string>> = {
    "with an address": `Listen ${at.own}:80\n`,
    "with several": `Listen ${at.own}:80\nListen 127.0.0.1:80\nListen [${at.v6}]:80\n`,
    "by a variable": "Define http_port 80\nListen ${http_port}\n",
    "by a variable, with an address": `Define where ${at.own}\nDefine http_port 80\nListen \${where}:\${http_port}\n`,
    "on a continued line": "Listen \\\n  80\n",
    "with a protocol": "Listen 80 http\n",
    "in capitals and quotes": 'LISTEN "80"\n',
    "under a condition":
      "<IfModule !nothing_c>\n  Listen 80\n</IfModule>\n<IfModule nothing_c>\n  Listen ${nothing}\n</IfModule>\n",
  };
  before(() => small.write(site, standard));
  after(() => small.write(ports, "Listen 80\n"));
  afterEach(() => mustRun(small.host, web(), "undo"));
  for (const [name, text] of Object.entries(cases)) it(name, () => asBefore({ [ports]: text }, questions));
});
