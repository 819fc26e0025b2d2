// Calls of Jarvis over TLS, from a front end to the Apache of two SMS nodes: the real programs, each host in namespaces of its own.
import assert from "node:assert/strict";
import { after, before, beforeEach, describe, it } from "node:test";
import type { JarvisTls } from "../../../lib/haproxy/model.ts";
import { mustRun, runStep, type Call } from "../../support/steps/steps.ts";
import { authority, certificate } from "../../support/certificate.ts";
import { certificatesOf } from "../../support/proxies/small/certificates.ts";
import { refused, secrets, web } from "../../support/proxies/small/front.ts";
import {
  at,
  smallHost,
  type SmallHost,
  smallNetwork,
  type SmallNetwork,
} from "../../support/proxies/small/host.ts";

const path = "/n2acd-fe/jarvis-agent";
const page = `${path}/env.shtml`;
const caFile = "/etc/sms-ca.pem";
const [ca, stranger] = [authority(), authority()];
const smsNodes = [1, 2].map((i) => ({ name: `sms-0${i}`, address: `10.77.0.1${i}` }));
const serverName = "sms.example.net";

/** One port for both, and what Apache says of how it was asked. */
const site = `LoadModule ssl_module /usr/lib/apache2/modules/mod_ssl.so
Listen 443
<VirtualHost *:443>
  SSLEngine on
  SSLCertificateFile /etc/apache2/sms.pem
</VirtualHost>
<Directory /var/www/html>
  Options +Includes
  AddOutputFilter INCLUDES .shtml
  SSLOptions +StdEnvVars
</Directory>
`;
const env =
  '<!--#echo var="REQUEST_SCHEME" --> <!--#echo var="SSL_TLS_SNI" --> <!--#echo var="HTTP_HOST" -->\n';

let network: SmallNetwork;
let front: SmallHost;
let sms: SmallHost[] = [];
before(async () => {
  network = await smallNetwork();
  const place = (name: string, last: number) => ({
    ...{ network, name, address: `10.77.0.${last}`, v6: `2001:db8:77::${last}` },
  });
  sms = await Promise.all(
    smsNodes.map((each, i) =>
      smallHost(
        {
          [`var/www/html${page}`]: env,
          "etc/apache2/sites-enabled/https.conf": site,
          "etc/apache2/sms.pem": ca.issue([serverName]),
        },
        place(each.name, 11 + i),
      ),
    ),
  );
  for (const each of sms) {
    await each.host.run("a2enmod -q include >/dev/null");
    await each.apache();
  }
  front = await smallHost({ "etc/sms-ca.pem": ca.root }, place("fe-01", 21));
  await secrets(front);
});
after(async () => {
  for (const each of [...sms, front]) await each.remove();
  await network.remove();
});
beforeEach(async () => {
  for (const each of sms) await renew(each, ca.issue([serverName]));
  await front.write("etc/sms-ca.pem", ca.root);
});

async function renew(host: SmallHost | undefined, pem: string): Promise<void> {
  await host?.write("etc/apache2/sms.pem", pem);
  await host?.apache();
}

const jarvis = (tls?: JarvisTls): Call =>
  web({ smsNodes, jarvis: { path, port: 80, tls } }, [`path=${path}`, "wait=5"]);
const tls: JarvisTls = { port: 443, caFile, serverName };
const said = () => front.ask(`http://${at.own}${page}`, ["-H", "Host: portal.example.net"]);
const servers = async () =>
  (await front.host.run("echo 'show stat' | socat - UNIX-CONNECT:/run/haproxy.sock-admin"))
    .split("\n")
    .map((line) => line.split(","))
    .filter(([proxy, name]) => proxy === "jarvis" && /^sms/.test(name ?? ""))
    .map((words) => words[17]);

/** How calls of Jarvis fail meanwhile. */
async function failures(change: () => Promise<unknown>): Promise<string[]> {
  const users = { ask: true };
  const failed: string[] = [];
  const asking = (async () => {
    while (users.ask) {
      const code = await front.ask(`http://${at.own}${page}`, ["-o", "/dev/null", "-w", "%{http_code}"]);
      if (code !== "200") failed.push(code);
    }
  })();
  try {
    await change();
  } finally {
    users.ask = false;
    await asking;
  }
  return failed;
}

describe("calls of Jarvis", () => {
  it("go over plain HTTP unless the stack says otherwise", async () => {
    await mustRun(front.host, jarvis(), "apply");
    assert.equal(await said(), "http (none) portal.example.net\n");
  });

  it("go over TLS, and fail nobody on the way there", async () => {
    await mustRun(front.host, jarvis(), "apply");
    assert.deepEqual(await failures(() => mustRun(front.host, jarvis(tls), "apply")), []);
    assert.equal(await said(), `https ${serverName} portal.example.net\n`);
    assert.deepEqual(await servers(), ["UP", "UP"]);
    assert.deepEqual(await mustRun(front.host, jarvis(tls), "apply"), []);
  });

  it("go over TLS for a client that names no host, too", async () => {
    await mustRun(front.host, jarvis(tls), "apply");
    assert.equal(
      await front.ask(`http://${at.own}${page}`, ["-0", "-H", "Host:"]),
      `https ${serverName} ${serverName}\n`,
    );
  });

  it("have certificates that the status counts: those of the SMS nodes, and the last of the CAs", async () => {
    await mustRun(front.host, jarvis(tls), "apply");
    await renew(sms[1], ca.issue([serverName], "9"));
    await front.write("etc/sms-ca.pem", certificate(["Former CA"], { days: "3" }).certificate + ca.root);
    const told = (await certificatesOf(front.host)).map(({ use, name, days }) => `${use} ${name} ${days}`);
    assert.deepEqual(
      // In the very second in which they were made, a day more is left.
      told.map((line) => line.replace(/ 9$/, " 8").replace(/ 30$/, " 29")).sort(),
      ["jarvis sms-01 29", "jarvis sms-02 8", `jarvis-ca ${caFile} 29`],
    );
    await sms[0]?.host.run("systemctl stop apache2");
    assert.deepEqual((await certificatesOf(front.host)).map(({ name }) => name).sort(), [caFile, "sms-02"]);
    await sms[0]?.host.run("systemctl start apache2");
  });

  it("and back again", async () => {
    await mustRun(front.host, jarvis(tls), "apply");
    assert.deepEqual(await failures(() => mustRun(front.host, jarvis(), "apply")), []);
    assert.equal(await said(), "http (none) portal.example.net\n");
    assert.deepEqual(await servers(), ["UP", "UP"]);
  });

  it("go nowhere else when a certificate is for another name later", async () => {
    await mustRun(front.host, jarvis(tls), "apply");
    for (const each of sms) await renew(each, ca.issue(["elsewhere.example.net"]));
    await front.host.run("sleep 4");
    assert.deepEqual(await servers(), ["DOWN", "DOWN"]);
    assert.match(await said(), /503/);
  });
});

describe("what HAProxy would refuse is found before anybody feels it", () => {
  beforeEach(() => mustRun(front.host, jarvis(), "apply"));

  const cases: readonly (readonly [what: string, prepare: () => Promise<void>, words: RegExp])[] = [
    [
      "another CA",
      () => front.write("etc/sms-ca.pem", stranger.root),
      /no SMS node answers Jarvis's requests: .*of sms-01, curl says: SSL certificate problem: .*issuer.*; HAProxy was not touched.*n2acd-ha:jarvis \(tls, checkPath\)/,
    ],
    [
      "another name on one of two",
      () => renew(sms[1], ca.issue(["elsewhere.example.net"])),
      /an SMS node answered Jarvis's requests before this change, and does not now: .*; of sms-02, curl says: SSL: no alternative certificate subject name matches .*; HAProxy was not touched/,
    ],
    [
      "a certificate that has ended",
      () => renew(sms[0], ca.issue([serverName], "-1")),
      /of sms-01, curl says: SSL certificate problem: certificate has expired; HAProxy was not touched/,
    ],
    [
      "no TLS there",
      async () => {
        await sms[0]?.write(
          "etc/apache2/sites-enabled/https.conf",
          site.replace("SSLEngine on", "SSLEngine off"),
        );
        await sms[0]?.apache();
      },
      /of sms-01, curl says: .*(wrong version number|record layer).*; HAProxy was not touched/,
    ],
  ];
  for (const [what, prepare, words] of cases)
    it(what, async () => {
      await prepare();
      try {
        assert.deepEqual(
          await failures(async () => {
            assert.match(await refused(front, jarvis(tls)), words);
          }),
          [],
        );
      } finally {
        await sms[0]?.write("etc/apache2/sites-enabled/https.conf", site);
        await sms[0]?.apache();
      }
    });

  it("no CA at all", async () => {
    await front.host.run(`rm ${caFile}`);
    assert.match(
      await refused(front, jarvis(tls)),
      /HAProxy refuses the new configuration; the live one is untouched: .*sms-ca\.pem/,
    );
  });
});

describe("a CA that was exchanged on the front end", () => {
  beforeEach(() => mustRun(front.host, jarvis(tls), "apply"));

  /** What drift finds of it. */
  async function drift(): Promise<string[]> {
    const { args, input } = jarvis(tls);
    const script = `set -eu; TOOLKIT=/var/lib/n2acd-ha/toolkit; . $TOOLKIT/drift/look.sh
      look web host=fe-01 ${args.join(" ")} </run/drift.cfg; show web`;
    const lines = await front.host.run(`cat >/run/drift.cfg; sh -c '${script}'`, { input: input ?? "" });
    return lines.split("\n").filter((line) => line.includes("certificate"));
  }

  it("is drift, and comes to HAProxy by the step", async () => {
    assert.deepEqual(await drift(), []);
    await front.write("etc/sms-ca.pem", stranger.root + ca.root);
    assert.match(
      (await drift()).join(),
      /\/etc\/sms-ca\.pem.*another one by now: repair brings it to HAProxy/,
    );
    await renew(sms[0], stranger.issue([serverName]));
    assert.deepEqual(await mustRun(front.host, jarvis(tls), "apply"), ["HAProxy: reload"]);
    assert.deepEqual(await drift(), []);
    await front.host.run("sleep 2");
    assert.deepEqual(await servers(), ["UP", "UP"]);
  });

  it("is not taken where no SMS node has a certificate of it", async () => {
    await front.write("etc/sms-ca.pem", stranger.root);
    const { status, stderr } = await runStep(front.host, jarvis(tls), "apply");
    assert.equal(status, 1);
    assert.match(stderr, /HAProxy was not touched/);
    assert.equal(await said(), `https ${serverName} portal.example.net\n`);
  });
});

describe("the check names a host", () => {
  const told = async (sends: string): Promise<string[]> => {
    const awk = `awk -v sends=${sends} -f /var/lib/n2acd-ha/toolkit/files/front-here.awk /dev/stdin`;
    const said = await front.host.run(
      `{ echo 'ipv6 yes'; } >/run/facts; cat >/run/cfg; ${awk} /run/cfg </run/facts`,
      {
        input: jarvis(tls).input ?? "",
      },
    );
    return said.split("\n").filter((line) => /httpchk|http-check send|#check-host/.test(line));
  };
  it("by a directive of its own", async () => {
    assert.deepEqual(await told("yes"), [
      "    option httpchk OPTIONS /",
      `    http-check send hdr Host ${serverName}`,
    ]);
  });
  it("behind its version, before HAProxy 2.2", async () => {
    assert.deepEqual(await told("no"), [`    option httpchk OPTIONS / HTTP/1.0\\r\\nHost:\\ ${serverName}`]);
  });
});
