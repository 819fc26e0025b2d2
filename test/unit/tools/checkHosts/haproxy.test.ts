// A HAProxy that somebody set up by hand, in a mount namespace of its own: what of it would stop up, and what would not.
import assert from "node:assert/strict";
import { chmod, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, it } from "node:test";
import { local } from "../../../support/exec.ts";
import { shells } from "../../../support/steps/steps.ts";
import { readAnswer } from "../../../../tools/checkHosts/answer.ts";
import { scriptFor } from "../../../../tools/checkHosts/script.ts";

const site = "frontend portal\n  bind *:8088\n  http-request set-header X-Api-Key example-key\n";

interface Played {
  /** /etc/haproxy/haproxy.cfg. */
  readonly config?: string;
  /** /etc/default/haproxy. */
  readonly variables?: string;
  /** override.conf of the unit. */
  readonly override?: string;
  /** What `rpm -V haproxy` prints. */
  readonly verified?: string;
}

async function told(shell: string, played: Played): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "n2acd-before-"));
  try {
    await chmod(folder, 0o755);
    const put = async (path: string, text: string, mode = 0o644): Promise<void> => {
      await mkdir(join(folder, path, ".."), { recursive: true });
      await writeFile(join(folder, path), text, { mode });
    };
    const { config = "", variables = "", override = "", verified } = played;
    await put("haproxy/haproxy.cfg", config);
    await put("haproxy/site.cfg", site);
    await put("default", variables);
    if (override !== "") await put("units/haproxy.service.d/zzz-override.conf", override);
    await put("unit", "ExecStart=/usr/sbin/haproxy -Ws -f $CONFIG -p $PIDFILE $EXTRAOPTS\n");
    const show = [
      `*UnitPath*) echo ${folder}/units ;;`,
      `*FragmentPath*) echo ${folder}/unit ;;`,
      `*EnvironmentFiles*) echo '${folder}/default (ignore_errors=yes)' ;;`,
      `*ExecStart*) echo '{ path=/usr/sbin/haproxy ; argv[]=/usr/sbin/haproxy -Ws -f $CONFIG -p $PIDFILE ; ignore_errors=no ; }' ;;`,
      `is-active*) exit 3 ;;`,
    ];
    await put("bin/systemctl", `#!/bin/sh\ncase "$*" in\n${show.join("\n")}\nesac\n`, 0o755);
    await put("bin/dpkg-query", "#!/bin/sh\nexit 1\n", 0o755);
    const rpm = verified === undefined ? "exit 1" : `case "$1" in -V) echo '${verified}' ;; esac`;
    await put("bin/rpm", `#!/bin/sh\n${rpm}\n`, 0o755);
    const script = scriptFor("sms", [
      { step: "haproxy", words: "host=sms-01 listen=Postgres-ACD:15432", config: "global\n  daemon\n" },
    ]);
    const begin = `mount --bind ${folder}/haproxy /etc/haproxy && PATH=${folder}/bin:$PATH exec ${shell} -s`;
    const { stdout, stderr } = await local(["unshare", "--mount", "sh", "-c", begin], { input: script });
    const answer = readAnswer(stdout);
    assert.ok(answer.whole, stderr);
    assert.deepEqual(answer.unknowns, []);
    return [
      ...answer.problems.map(({ text, remedy }) => `problem: ${text}. What to do: ${remedy}`),
      ...answer.notes.map(({ text }) => `note: ${text}`),
      ...answer.changes.map(({ text }) => `change: ${text}`),
    ].join("\n");
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

const cases: readonly { name: string; played: Played; says?: readonly RegExp[] }[] = [
  { name: "an empty file", played: {} },
  {
    name: "18: the package's file with another time, which rpm tells",
    played: { config: site, verified: ".......T.  c /etc/haproxy/haproxy.cfg" },
    says: [/^change: replaces \/etc\/haproxy\/haproxy\.cfg$/m],
  },
  {
    name: "18: the same with another content",
    played: { config: site, verified: "S.5....T.  c /etc/haproxy/haproxy.cfg" },
    says: [/^problem: \/etc\/haproxy\/haproxy\.cfg has 3 lines that n2acd-ha does not know/m],
  },
  {
    name: "10: lines of somebody's own, without their secrets, and with the fingerprint to agree to",
    played: { config: site },
    says: [
      /^problem: \/etc\/haproxy\/haproxy\.cfg has 3 lines that n2acd-ha does not know, see the notes; nothing was changed\. What to do: put those .*n2acd-ha:adopt\["sms-01"\]' cfg-[0-9a-f]{12}/m,
      /^note: \/etc\/haproxy\/haproxy\.cfg, line 2, in frontend portal: bind \*:8088$/m,
    ],
  },
  {
    name: "05: a HAProxy that serves another file",
    played: { variables: 'CONFIG="/etc/haproxy/site.cfg"\n' },
    says: [
      /^problem: HAProxy serves from \/etc\/haproxy\/site\.cfg; what it loads has 3 lines that n2acd-ha does not know/m,
    ],
  },
  {
    name: "11: a drop-in that comes after ours",
    played: { override: "[Service]\nExecStart=\nExecStart=/usr/sbin/haproxy -Ws -f $CONFIG\n" },
    says: [/^problem: the drop-in \S+zzz-override\.conf comes after ours and has another ExecStart/m],
  },
];

for (const shell of shells)
  describe(`HAProxy before up, under ${shell}`, () => {
    for (const { name, played, says = [] } of cases)
      it(name, async () => {
        const said = await told(shell, played);
        if (!says.some(({ source }) => source.startsWith("^problem"))) assert.doesNotMatch(said, /^problem/m);
        for (const each of says) assert.match(said, each);
        assert.doesNotMatch(said, /example-key/);
      });
    it("all of them in one run", async () => {
      const [config, variables, override] = [
        site,
        'CONFIG="/etc/haproxy/site.cfg"\n',
        cases[5]?.played.override ?? "",
      ];
      const said = await told(shell, { config, variables, override });
      assert.equal(said.match(/^problem: /gm)?.length, 2, said);
      assert.match(said, /serves from \/etc\/haproxy\/site\.cfg; what it loads has 6 lines/);
      assert.match(said, /zzz-override\.conf/);
    });
  });
