// What is shown of files that somebody else wrote: nothing that may be a secret, however it is written there.
import assert from "node:assert/strict";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { local, quote } from "../../support/exec.ts";
import { PlayedHost } from "../../support/steps/played.ts";
import { needing, shells, toolkit } from "../../support/steps/steps.ts";

/** Each holds the word b0rk where a secret would stand. */
const haproxy = String.raw`global
    setenv DB_PASSWORD b0rk
    presetenv B 'x b0rk'
    lua-load /etc/haproxy/auth.lua b0rk
    SetEnv maxconn b0rk
    tune.bufsize b0rk
frontend api
    bind *:8443 ssl crt /etc/b0rk.pem
    http-request set-header Authorization "Basic b0rk"
    http-request set-header X-Api-Key b0rk
    HTTP-REQUEST set-header X-Api-Key b0rk
    http-request set-var(txn.x) str(b0rk) if { hdr(x) b0rk }
    "http-request" set-header X b0rk
    http\-request set-header X b0rk
    redirect location https://me:b0rk@example.net/
    # stats auth ops:b0rk
    #stats auth ops:b0rk
    stats	auth	ops:b0rk
    stats realm b0rk
    stats uri /b0rk
    maxconn 10 # b0rk
    timeout client 30m \
    client b0rk
    errorfile 503 \
check 10 b0rk
backend redis
    option tcp-check
    option httpchk GET /health?token=b0rk
    option pgsql-check user b0rk
    tcp-check send AUTH\ b0rk\r\n
    tcp-check send-binary b0rk
    tcp-check expect string b0rk
    http-check send meth GET uri /health hdr Authorization "Bearer b0rk"
    http-check expect status 200 b0rk
    server a 192.0.2.1:6379 check sni str(b0rk)
    server b ops:b0rk@192.0.2.1:6379 check
    server "b0rk" 192.0.2.1:6379
    cookie b0rk insert
    dynamic-cookie-key b0rk
    email-alert to b0rk@example.net
userlist them
    user ops insecure-password b0rk
    group g users b0rk
program watch
    command /usr/bin/watch --password b0rk
b0rk 10
`;
const apache = String.raw`Listen 80
SetEnv DB_PASSWORD b0rk
SETENV DB_PASSWORD "b0rk b0rk"
SetEnv DB_PASSWORD \
  b0rk
SetEnv OTHER \
  Listen b0rk
AuthLDAPBindPassword b0rk
RequestHeader set Authorization "Basic b0rk"
ProxyPass / ajp://127.0.0.1:8009/ secret=b0rk
DBDParams "host=db password=b0rk"
#SetEnv B b0rk
	# AuthLDAPBindPassword b0rk
<VirtualHost *:80>
<Location /b0rk>
url=jdbc:postgresql://localhost:5432/acd?user=jarvis&password=b0rk
jdbc:postgresql://ops:b0rk@localhost/acd
`;
const hba = `host all all 192.0.2.0/24 ldap ldapserver=l ldapbindpasswd="b0rk"\nhost b0rk b0rk 192.0.2.7/32 md5\n`;
const json = `{\n"port": 5432,\n"health_check_user_password": "b0rk",\n  "token": 12345,\n "b0rk": 1\n}\n`;

for (const shell of shells) {
  describe(`shown, under ${shell}`, () => {
    let folder: string;
    before(async () => {
      folder = await mkdtemp(join(tmpdir(), "n2acd-shown-"));
    });
    after(() => rm(folder, { recursive: true }));

    const lineEnds = [
      ["line feeds", (text: string) => text],
      ["carriage returns", (text: string) => text.replaceAll("\n", "\r\n")],
      ["tabs", (text: string) => text.replaceAll(/ +/g, "\t")],
    ] as const;

    /** What the look for drift shows of a file in place of which `applied` was. */
    async function diff(applied: string, found: string, own: string): Promise<string> {
      await mkdir(join(folder, "run"), { recursive: true });
      await writeFile(join(folder, "found"), found);
      const { stdout, stderr } = await local(
        [
          ...["env", `N2ACD_ROOT=${folder}`, `N2ACD_STATE=${folder}`, shell, "-c"],
          `TOOLKIT=${toolkit}; . ${toolkit}/drift/look.sh; STEP=web; expect_content ${quote(folder)}/found ${own}`,
        ],
        { input: applied },
      );
      assert.equal(stderr, "");
      assert.match(stdout, /^drift\tweb\tcontent\t/);
      return stdout;
    }

    for (const [ends, as] of lineEnds) {
      for (const [what, text] of [
        ["haproxy.cfg", haproxy],
        ["Apache's files", apache],
        ["pg_hba.conf", hba],
        ["the agent's configuration", json],
      ] as const) {
        it(`of a diff: ${what} with ${ends}`, async () => {
          for (const own of ["", "ours"]) {
            const shown = await diff("other\n", as(text), own);
            assert.doesNotMatch(shown, /b0rk/i);
            assert.equal(shown.split("\n|+").length, as(text).split("\n").length, "each line stands there");
            assert.doesNotMatch(await diff(as(text), "Listen 80\n", ""), /b0rk/i);
          }
        });
      }

      it(`of the lines that somebody has in haproxy.cfg, with ${ends}`, async () => {
        const shown = await own(as(haproxy));
        assert.doesNotMatch(shown, /b0rk/i);
        assert.equal(
          shown.split("\n").filter((line) => /^line \d+(, in .+)?: /.test(line)).length,
          shown.split("\n").length - 1,
        );
      });
    }

    async function own(found: string): Promise<string> {
      await writeFile(join(folder, "haproxy.cfg"), found);
      await writeFile(join(folder, "new.cfg"), "global\n    maxconn 1000\n");
      const load = needing("haproxy", "haproxy-found");
      const { stdout, stderr } = await local([
        shell,
        "-c",
        `set -eu; N2ACD_STATE=${quote(folder)} STEP=haproxy; ${load} HAPROXY_CFG=${quote(folder)}/haproxy.cfg; haproxy_own_lines ${quote(folder)}/new.cfg`,
      ]);
      assert.equal(stderr, "");
      return stdout;
    }

    it("of no directive are words that it does not know, whatever stands before them", async () => {
      const awk = await readFile(join(toolkit, "files/shown.awk"), "utf8");
      const listed = (name: string) =>
        [...awk.matchAll(new RegExp(`list\\(${name}, "([^"]*)"\\)`, "g"))].flatMap(([, words = ""]) =>
          words.split(" "),
        );
      const named = new Set(listed("named"));
      const directives = [...listed("plain"), ...listed("alone")];
      assert.ok(directives.length > 250);
      const words = listed("option");
      const lines = directives.flatMap((directive, i) => {
        const [one = "", two = ""] = [words[i % words.length], words[(7 * i) % words.length]];
        const lead = named.has(directive) ? `${directive} name` : directive;
        return [
          `${lead} "b0rk"`,
          `${lead} ${one} b0rk`,
          `${lead} ${one} ${two} 10 /b0rk`,
          `${lead} ${one} password 10b0rk`,
          `${lead} ${two}=b0rk`,
          `${lead} b0rk:b0rk@10.0.0.1:80`,
          `${directive.toUpperCase()}=b0rk`,
        ];
      });
      assert.doesNotMatch(await diff("other\n", `${lines.join("\n")}\n`, "ours"), /b0rk/i);
      assert.doesNotMatch(await own(`${lines.join("\n")}\n`), /b0rk/i);
    });

    it("are keywords, numbers, addresses, and the names of sections and servers", async () => {
      const text =
        "listen redis\n  bind *:6379\n  timeout client 2h # batch\n  server r-1 192.0.2.9:6379 maxconn 100 check port 6380\n" +
        "  server r-2 [2001:db8::1]:6379 backup\n  http-request deny if { src 192.0.2.1 }\n";
      assert.deepEqual((await own(text)).trimEnd().split("\n"), [
        "line 1: listen redis",
        "line 2, in listen redis: bind *:6379",
        "line 3, in listen redis: timeout client 2h",
        "line 4, in listen redis: server r-1 192.0.2.9:6379 maxconn 100 check port 6380",
        "line 5, in listen redis: server r-2 [2001:db8::1]:6379 backup",
        "line 6, in listen redis: http-request ...",
      ]);
    });

    it("are lines and words of our own, and what changed beside them", async () => {
      const ours =
        "listen ACD\n    balance roundrobin\n    option httpchk OPTIONS /primary\n    timeout client 30m\n";
      const shown = await diff(ours, ours.replace("30m", "7m").replace("/primary", "/b0rk"), "ours");
      assert.deepEqual(shown.trimEnd().split("\n").slice(1), [
        "|@@ -2,3 +2,3 @@",
        "|     balance roundrobin",
        "|-    option httpchk OPTIONS /primary",
        "|-    timeout client 30m",
        "|+    option httpchk OPTIONS ...",
        "|+    timeout client 7m",
      ]);
    });

    it("of what HAProxy quotes of such a file are words of our own file, and keywords", async () => {
      await mkdir(join(folder, "haproxy"), { recursive: true });
      await writeFile(join(folder, "haproxy/good.cfg"), "listen Postgres-ACD\n    retrys 2\n");
      const parsing = (said: string) =>
        `[ALERT]    (12) : config : parsing [/etc/haproxy/conf.d/x.cfg:3] : ${said}\n`;
      const input = [
        "unknown keyword 'b0rk' in 'backend' section",
        "error detected in proxy 'Postgres-ACD': unknown keyword 'retrys' in 'listen Postgres-ACD'",
        "can't read \"b0rk\", 'b0rk b0rk' and `b0rk' near 'b0rk",
      ];
      const { stdout } = await local(
        [shell, "-c", `set -eu; N2ACD_STATE=${quote(folder)}; ${needing("haproxy")} haproxy_words`],
        { input: input.map(parsing).join("") },
      );
      assert.doesNotMatch(stdout, /b0rk/);
      assert.match(stdout, /x\.cfg:3\] : unknown keyword '\.\.\.' in 'backend' section \| /);
      assert.match(stdout, /proxy 'Postgres-ACD': unknown keyword 'retrys' in 'listen Postgres-ACD' \| /);
    });

    it("of Jarvis's lines are numbers, and what the operator's own expression says", async () => {
      const host = await PlayedHost.make(shell, {});
      await host.write(
        "jarvis.conf",
        "primary.url=jdbc:postgresql://localhost:5432/acd?user=jarvis&password=b0rk1\n" +
          "report.url=jdbc:postgresql://localhost:5432/rep?user=jarvis&password=b0rk2\n",
      );
      for (const [match, says] of [
        [String.raw`url=jdbc:postgresql://localhost`, /: 1:url=jdbc:postgresql:\/\/localhost\.\.\.; 2:url=/],
        [String.raw`\.url=jdbc:.*`, /: 1; 2\. What to do/],
        ["^.*$", /: 1; 2\. What to do/],
        ["[a-z0-9]+$", /: 1; 2\. What to do/],
      ] as const) {
        const { status, stdout, stderr } = await host.step("jarvis", "apply", [
          `file=${host.path("jarvis.conf")}`,
          `match=${match}`,
          "set=primary.url=x",
        ]);
        assert.notEqual(status, 0);
        assert.match(stderr, says);
        assert.doesNotMatch(stdout + stderr, /b0rk/);
      }
      await host.remove();
    });

    it("of Jarvis's line in a look for drift is its number", async () => {
      const host = await PlayedHost.make(shell, {});
      await mkdir(host.path("var/lib/n2acd-ha"), { recursive: true });
      await host.write("jarvis.conf", "a\nurl=jdbc:postgresql://ops:b0rk@localhost/acd\n");
      const { stdout } = await host.script(
        `TOOLKIT=${toolkit}; . ${toolkit}/drift/look.sh
look jarvis host=n1 file=${host.path("jarvis.conf")} match='^url=' set=url=x version=1 </dev/null &
show jarvis
`,
      );
      assert.match(stdout, /\tline\t\S+\turl=x\tanother line, number 2\n/);
      assert.doesNotMatch(stdout, /b0rk/);
      await host.remove();
    });
  });
}
