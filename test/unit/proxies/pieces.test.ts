// Pieces of the steps that need no host, under both shells: files rewritten, lines found, SELinux asked.
import assert from "node:assert/strict";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { local, quote } from "../../support/exec.ts";
import { needing, shells, toolkit } from "../../support/steps/steps.ts";

let folder: string;
before(async () => {
  folder = await mkdtemp(join(tmpdir(), "n2acd-pieces-"));
});
after(() => rm(folder, { recursive: true }));

/** Shell text after the libraries named; PATH begins with the folder's bin. */
async function sh(shell: string, parts: string, text: string): Promise<string> {
  const load = needing(...parts.split(" "));
  const start = `set -eu; N2ACD_STATE=${quote(folder)} STEP=piece PATH=${quote(folder)}/bin:$PATH;`;
  const { status, stdout, stderr } = await local([
    shell,
    "-c",
    `${start} ${load} parse_args host=h; ${text}`,
  ]);
  return status === 0 ? stdout : `${stdout}${stderr}`;
}

describe("Apache's ports are rewritten", () => {
  const before = `# Listen 80
Listen 80
 Listen 0.0.0.0:80
\tListen [::]:80 http
Listen 443 https
  listen 8080
<VirtualHost *:80>
<VirtualHost *:443>
  <VirtualHost _default_:80 10.0.0.1:80 [::1]:80>
<VirtualHost *>
`;
  const moved = before.replace(/^([^#].*)/gm, (line) => line.replace(/(\D)80\b/g, "$181"));
  const both = before
    .replace(/^( *|\t)(Listen (?:\S+:)?)80( \S+)?\n/gm, "$1$280$3\n$1$281$3\n")
    .replace(/<Virt.*/g, (line) => line.replace(/(\S+):80\b/g, "$1:80 $1:81"));
  const cases = [
    { name: "to the other port", both: 0, from: before, to: moved },
    { name: "to both", both: 1, from: before, to: both },
    { name: "from both to the other one", both: 0, from: both, to: moved },
    { name: "to both, twice", both: 1, from: both, to: both },
    { name: "when moved already", both: 0, from: moved, to: moved },
  ];
  for (const { name, both, from, to } of cases) {
    it(name, async () => {
      const out = join(folder, "out");
      await rm(out, { recursive: true, force: true });
      await mkdir(out);
      await writeFile(join(folder, "ports.conf"), from);
      const { stderr } = await local([
        ...[
          "env",
          "-C",
          folder,
          "awk",
          "-v",
          "from=80",
          "-v",
          "to=81",
          "-v",
          `both=${both}`,
          "-v",
          "out=out",
        ],
        ...["-f", `${toolkit}/files/apache-ports.awk`, "ports.conf"],
      ]);
      assert.equal(stderr, "");
      const now = await readFile(join(out, "ports.conf"), "utf8").catch(() => from);
      assert.equal(now, to);
    });
  }
});

for (const shell of shells) {
  describe(`the line to change, under ${shell}`, () => {
    const match = "^port *= *[0-9]+$";
    const cases = [
      { name: "one matches", file: "a\nport=5432\nb\n", ours: "", line: "2" },
      { name: "it is as wanted", file: "port = 15432\n", ours: "", line: "wanted" },
      { name: "none matches", file: "a\n", ours: "", line: "none" },
      { name: "two match", file: "port=1\nport=2\n", ours: "", line: "several" },
      {
        name: "one matches besides the wanted one",
        file: "port=1\nport = 15432\n",
        ours: "",
        line: "several",
      },
      { name: "the one that we wrote matches no more", file: "a\nPORT 9\n", ours: "PORT 9", line: "2" },
      { name: "an empty file", file: "", ours: "", line: "none" },
    ];
    for (const { name, file, ours, line } of cases) {
      it(name, async () => {
        const path = join(folder, "jarvis.conf");
        await writeFile(path, file);
        const find = `find_line ${quote(path)} ${quote(match)} 'port = 15432' ${quote(ours)}; printf %s "$line_found"`;
        assert.equal(await sh(shell, "args files line", find), line);
      });
    }

    for (const [file, number, now] of [
      ["a\nb\nc\n", 2, "a\n$& *\\n%s\nc\n"],
      ["a\nb", 2, "a\n$& *\\n%s"],
      ["a\nb", 1, "$& *\\n%s\nb"],
    ] as const) {
      it(`is put into ${JSON.stringify(file)}`, async () => {
        const path = join(folder, "lines.conf");
        await writeFile(path, file, { mode: 0o640 });
        await sh(shell, "args report files line", `put_line ${quote(path)} ${number} ${quote("$& *\\n%s")}`);
        assert.equal(await readFile(path, "utf8"), now);
      });
    }
  });

  describe(`SELinux, under ${shell}`, () => {
    const calls = join(shell, "calls");
    const boolean = "haproxy_connect_any";
    const cases = [
      { mode: "Disabled", was: "off", asked: [], after: [] },
      { mode: "Enforcing", was: "on", asked: [], after: [] },
      { mode: "Enforcing", was: "off", asked: [`-P ${boolean}=1`], after: [`-P ${boolean}=0`] },
      { mode: "Permissive", was: "off", asked: [`-P ${boolean}=1`], after: [`-P ${boolean}=0`] },
      { mode: "Enforcing", was: "absent", asked: [], after: [] },
    ];
    const standIns = (mode: string) => ({
      getenforce: `echo ${mode}`,
      getsebool: `[ "$(cat ${folder}/bool)" != absent ] || exit 1; echo "$1 --> $(cat ${folder}/bool)"`,
      setsebool: `echo "$*" >>${folder}/calls; case "$2" in *=1) echo on ;; *) echo off ;; esac >${folder}/bool`,
    });
    for (const { mode, was, asked, after } of cases) {
      it(`${mode}, ${was}: ${calls}`, async () => {
        await mkdir(join(folder, "bin"), { recursive: true });
        for (const [name, text] of Object.entries(standIns(mode))) {
          await writeFile(join(folder, "bin", name), `#!/bin/sh\n${text}\n`, { mode: 0o755 });
        }
        await writeFile(join(folder, "bool"), was);
        for (const [action, expected] of [
          ["selinux_allow", asked],
          ["selinux_allow", []],
          ["undo_boolean", after],
          ["undo_boolean", []],
        ] as const) {
          await writeFile(join(folder, "calls"), "");
          await sh(shell, "args report journal selinux", `${action} ${boolean}`);
          const made = (await readFile(join(folder, "calls"), "utf8"))
            .split("\n")
            .filter((line) => line !== "");
          assert.deepEqual(made, expected, action);
        }
        assert.equal((await readFile(join(folder, "bool"), "utf8")).trim(), was);
        await rm(join(folder, "bin"), { recursive: true });
      });
    }

    const listed =
      "http_cache_port_t tcp 8080, 8118\nhttp_port_t                    tcp      80, 81, 8100-8110\n";
    const only = (ports: string): RegExp =>
      new RegExp(
        `SELinux does not let Apache have port \\d+, only ${ports}\\. What to do: .*semanage port -a`,
      );
    const known = only("80 81 443 488 8008 8009 8443 9000");
    const web: readonly (readonly [mode: string, semanage: string, port: number, says: RegExp])[] = [
      ["Enforcing", "exit 127", 81, /^$/],
      ["Enforcing", "exit 127", 8080, known],
      ["Enforcing", `printf '${listed}'`, 8105, /^$/],
      ["Enforcing", `printf '${listed}'`, 8111, only("80 81 8100-8110")],
      ["Permissive", "exit 127", 8080, /^$/],
      ["Disabled", "exit 127", 8080, /^$/],
    ];
    for (const [mode, semanage, port, says] of web) {
      it(`${mode}, port ${port} for Apache, ${semanage}`, async () => {
        await mkdir(join(folder, "bin"), { recursive: true });
        const programs = { getenforce: `echo ${mode}`, setsebool: "", semanage };
        for (const [name, text] of Object.entries(programs))
          await writeFile(join(folder, "bin", name), `#!/bin/sh\n${text}\n`, { mode: 0o755 });
        assert.match(await sh(shell, "args report journal selinux", `selinux_web_port ${port}`), says);
        await rm(join(folder, "bin"), { recursive: true });
      });
    }
  });
}

describe("what HAProxy says of its servers", () => {
  const said = [
    "# pxname,svname,scur,smax,status,check_status,last_chk,last_agt,check_rise,check_health,",
    "Postgres-ACD,FRONTEND,1,2,OPEN,,,,,,",
    'Postgres-ACD,sms-01,3,7,UP,* L7OK,"OK|",via agent : up,3,9,',
    "Postgres-ACD,sms-02,0,0,DOWN,L7STS,,,3,2,",
    'Postgres-ACD,sms-03,0,0,DOWN (agent),L7OK,"a, b","via agent : down (superseded by ""sms-02"", timeline 3)",1,7,',
    "Postgres-ACD,BACKEND,0,0,UP,,,,,,",
  ].join("\n");
  for (const shell of shells) {
    it(`is read by the names of its columns, under ${shell}`, async () => {
      const text = `haproxy_ask() { printf '%s\\n\\n' ${quote(said)}; }; haproxy_stat status smax last_chk; haproxy_servers Postgres-ACD`;
      assert.equal(
        await sh(shell, "args report haproxy proof", text),
        [
          "Postgres-ACD|sms-01|UP|7|OK",
          "Postgres-ACD|sms-02|DOWN|0|",
          "Postgres-ACD|sms-03|DOWN (agent)|0|a; b",
          "sms-01|UP|L7OK OK|fit",
          "sms-02|DOWN|L7STS|",
          "sms-03|DOWN (agent)|L7OK a; b|fit",
          "",
        ].join("\n"),
      );
    });
  }
});
