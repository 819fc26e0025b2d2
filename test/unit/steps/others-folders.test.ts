// Files in folders that other users own: whatever they plant there or swap, root writes to none of its own files, shows them
// nothing of it, and waits for nobody. Needs root, who plays both sides.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { chmod, lstat, readdir, readFile, rename, symlink } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, it } from "node:test";
import { local } from "../../support/exec.ts";
import { password, verifier } from "../../support/steps/pair.ts";
import { PlayedHost } from "../../support/steps/played.ts";
import { shells, type Shell } from "../../support/steps/steps.ts";

const rogue = fileURLToPath(new URL("../../support/steps/rogue.py", import.meta.url));
/** Of root's file, too: else a step would have no reason to write to it. */
const secretIn = (content: string): string => `${content}# secret of root\n`;
const text = "host = localhost\nport = 5432\n";
const hba = "local all postgres peer\n";

/** What each step asks for on this host. */
const answers = {
  runuser: `shift 3; exec "$@"`,
  systemctl: `case "$*" in *'-p User'*) echo nobody ;; *LoadState*) echo loaded ;; esac`,
  getent: "exit 2",
  psql: `case "$*" in *'-c SELECT 1') exit 0 ;; esac
  case "$(cat)" in
    *pg_is_in_recovery*) echo f ;;
    *rolcanlogin*) echo 't|${verifier}' ;;
    *'SHOW hba_file'*) if [ -e "$ROOT/pg_hba.conf" ]; then echo "$ROOT/pg_hba.conf"; else echo "$ROOT/theirs/folder/file"; fi ;;
  esac`,
};

/** Each writes to a file of somebody else's, or beside it. */
const steps: Record<string, { text: string; apply: (file: string) => [string, string[], string] }> = {
  jarvis: {
    text,
    apply: (file) => ["jarvis", [`file=${file}`, "match=^port *= *5432$", "set=port = 15432"], ""],
  },
  database: {
    text: hba,
    apply: () => [
      "database",
      [
        "role=health_check_user",
        "database=ACD:5432",
        "sms=10.0.0.11",
        "postgres_user=nobody",
        "vendor_config=/nowhere",
      ],
      `password=${password}\nverifier=${verifier}\n`,
    ],
  },
  "database with an agent that was found": {
    text: '"health_check_user_password": "old"\n',
    apply: (file) => [
      "database",
      [
        "role=health_check_user",
        "database=ACD:5432",
        "sms=10.0.0.11",
        "postgres_user=nobody",
        `vendor_config=${file}`,
      ],
      `password=${password}\nverifier=${verifier}\n`,
    ],
  },
};

/** A host with a file of root's, a folder of nobody's in a folder of nobody's, and NAME in it. */
class Field {
  readonly host: PlayedHost;
  readonly folder: string;
  readonly content: string;

  private constructor(host: PlayedHost, content: string) {
    this.host = host;
    this.content = content;
    this.folder = host.path("theirs/folder");
  }

  static async make(shell: Shell, content: string): Promise<Field> {
    const host = await PlayedHost.make(shell, answers);
    const field = new Field(host, content);
    await chmod(host.path(".."), 0o755);
    await host.write("roots/file", secretIn(content));
    await host.write("roots/passwd", "root's own\n");
    for (const each of ["roots/file", "roots/passwd"]) await chmod(host.path(each), 0o600);
    await host.write("theirs/folder/file", content);
    if (content.startsWith('"')) await host.write("pg_hba.conf", hba);
    await local(["chown", "-R", "nobody", host.path("theirs")]);
    return field;
  }

  file(name = "file"): string {
    return join(this.folder, name);
  }

  /** Root's own files are as they were, and nobody has none of what is in them. */
  async unharmed(): Promise<void> {
    for (const [name, content] of [
      ["file", secretIn(this.content)],
      ["passwd", "root's own\n"],
    ] as const) {
      const path = this.host.path(`roots/${name}`);
      const { uid, mode } = await lstat(path);
      assert.deepEqual([uid, mode & 0o7777, await readFile(path, "utf8")], [0, 0o600, content], name);
    }
    assert.deepEqual((await readdir(this.host.path("roots"))).toSorted(), ["file", "passwd"]);
    const { stdout } = await local([
      ...["runuser", "-u", "nobody", "--", "timeout", "10"],
      ...["grep", "-rlE", "--devices=skip", "secret of root|root's own", this.host.path("theirs")],
    ]);
    assert.equal(stdout, "", "nobody can read what is root's");
  }
}

for (const shell of shells) {
  describe(`folders of other users, under ${shell}`, { skip: process.getuid?.() !== 0 }, () => {
    for (const [what, { text: content, apply }] of Object.entries(steps)) {
      for (const name of [".file.n2acd-ha", "file.install", ".file.install.n2acd-ha"]) {
        it(`${what}: a link that waits as ${name}`, async () => {
          const field = await Field.make(shell, content);
          await symlink(field.host.path("roots/passwd"), field.file(name));
          const up = await field.host.step(...step(apply(field.file())));
          assert.equal(up.status, 0, up.stderr);
          await field.unharmed();
          const [stepName, , args] = step(apply(field.file()));
          await field.host.step(stepName, "undo", args);
          await field.unharmed();
          await field.host.remove();
        });
      }

      it(`${what}: the file itself is a link to one of root's`, async () => {
        const field = await Field.make(shell, content);
        await rename(field.file(), field.file("mine"));
        await symlink(field.host.path("roots/file"), field.file());
        await field.host.step(...step(apply(field.file())));
        await field.unharmed();
        await field.host.remove();
      });

      it(`${what}: the folder is a link to one of root's`, async () => {
        const field = await Field.make(shell, content);
        await rename(field.folder, `${field.folder}.real`);
        await symlink(field.host.path("roots"), field.folder);
        await field.host.step(...step(apply(field.file())));
        await field.unharmed();
        await field.host.remove();
      });

      it(`${what}: the owner swaps names and folders all the time`, async () => {
        const field = await Field.make(shell, content);
        const args = [field.folder, "file", field.host.path("roots/passwd"), field.host.path("roots")];
        const run = spawn("runuser", ["-u", "nobody", "--", "python3", rogue, ...args], { detached: true });
        const until = Date.now() + 2000;
        for (let round = 0; Date.now() < until; round++) {
          const began = Date.now();
          await field.host.step(...step(apply(field.file())));
          if (round % 3 === 2) {
            const [stepName, , words] = step(apply(field.file()));
            await field.host.step(stepName, "undo", words);
          }
          assert.ok(Date.now() - began < 60_000, "he held root up");
        }
        if (run.pid !== undefined) process.kill(-run.pid, "SIGKILL");
        await field.unharmed();
        await field.host.remove();
      });
    }
  });
}

/** As PlayedHost's `step` takes it. */
function step([name, args, input]: [string, string[], string]): [string, "apply", string[], string] {
  return [name, "apply", args, input];
}
