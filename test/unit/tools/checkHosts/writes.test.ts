// What the questions ask of this machine's kernel: nothing that makes, changes, renames or removes a file. EL 8's bash would write each
// here-document into a file, and is played by a newer one that is told to be as compatible.
import assert from "node:assert/strict";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { scriptFor } from "../../../../tools/checkHosts/script.ts";
import { local } from "../../../support/exec.ts";
import { root } from "../../../support/stack/pulumi.ts";

const calls =
  "openat,open,creat,mkdir,mkdirat,unlink,unlinkat,rmdir,rename,renameat,renameat2,symlink,symlinkat,link,linkat," +
  "chmod,fchmod,fchmodat,chown,fchown,fchownat,lchown,utimensat,truncate,ftruncate,mknod,mknodat";
/** Calls that write nothing, and apt's files without a name. */
const harmless =
  /O_RDONLY|"\/dev\/(null|tty)"|"\/tmp", O_RDWR\|O_EXCL\|O_CLOEXEC\|O_TMPFILE|"\/proc\/self\/|= -1 | resumed>|^\d+ +(\+\+\+|---)/;

const sms: readonly (readonly [step: string, words: string])[] = [
  [
    "ready",
    "role=sms port=5432 address=10.9.0.1 user=health_check_user sms=10.9.0.1 connections=5432:2:100 'bind=*:15432' service=pgsqlchk",
  ],
  ["packages", "package=haproxy package=n2acd-is-nowhere"],
  ["database", "database=ACD:5432 sms=10.9.0.1"],
  ["firewall", "open=80 allow=5432:10.9.0.1"],
  ["agent", "kind=bundled listen=10.9.0.1 check=5432:25432"],
  ["haproxy", "listen=Postgres-ACD:15432"],
  ["jarvis", "file=/etc/hosts match=localhost set=x"],
];
const fe: typeof sms = [
  ["ready", "role=fe 'bind=*:80'"],
  ["web", "listen=80 apache=81"],
  [
    "vip",
    "own=10.9.0.1 peer=10.9.0.2 vip=web,51,200,10.9.0.50/24 alive=http://127.0.0.1:80/n2acd-ha-alive port=80 apache=81",
  ],
];

for (const shell of ["dash", "bash"])
  for (const [role, steps] of [
    ["sms", sms],
    ["fe", fe],
  ] as const)
    test(`a ${role} host is not written to, under ${shell}`, async () => {
      const { status, stderr: missing } = await local([join(root, "scripts/apt-packages.sh"), "strace"]);
      assert.equal(status, 0, missing);
      const folder = await mkdtemp(join(tmpdir(), "n2acd-writes-"));
      try {
        const script = scriptFor(
          role,
          steps.map(([step, words]) => ({
            step,
            words: `host=here ${words}`,
            config: "frontend x\n  bind *:80\n",
          })),
        );
        const seen = join(folder, "calls");
        const traced = ["strace", "-f", "-qq", "-e", `trace=${calls}`, "-o", seen];
        const { stdout, stderr } = await local(["env", "BASH_COMPAT=50", ...traced, shell, "-s"], {
          input: script,
        });
        assert.match(stdout, /^end$/m, stderr);
        const writes = (await readFile(seen, "utf8"))
          .split("\n")
          .filter((line) => line !== "" && !harmless.test(line));
        assert.deepEqual(writes, []);
      } finally {
        await rm(folder, { recursive: true });
      }
    });
