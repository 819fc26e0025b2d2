// While HAProxy looks away from a primary whose agent restarts, somebody else looks: a real PostgreSQL that ends meanwhile.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { PASSWORD, Postgres } from "../../support/agent/postgres.ts";
import { until } from "../../support/agent/until.ts";
import { shells, toolkit } from "../../support/steps/steps.ts";

for (const shell of shells) {
  describe(`a hold, under ${shell}`, { skip: process.getuid?.() !== 0 }, () => {
    let folder: string;
    let server: Postgres;

    before(async () => {
      server = await Postgres.primary();
      folder = await mkdtemp(join(tmpdir(), "n2acd-hold-"));
      for (const name of ["bin", "database"]) await mkdir(join(folder, name));
      const systemctl = `#!/bin/sh\necho "$*" >>${folder}/calls\n[ "$1" != is-active ] || [ ! -e ${folder}/over ]\n`;
      await writeFile(join(folder, "bin/systemctl"), systemctl);
      await chmod(join(folder, "bin/systemctl"), 0o755);
      await login(PASSWORD);
    });
    after(async () => {
      await server.remove();
      await rm(folder, { recursive: true });
    });

    const login = (password: string, file = "pgpass") =>
      writeFile(join(folder, "database", file), `*:*:*:health_check_user:${password}\n`, { mode: 0o600 });

    /** Runs the watch while `task` does; what systemd was told besides whether the hold goes on. */
    async function watched(task: () => Promise<void>): Promise<string[]> {
      await rm(join(folder, "over"), { force: true });
      await writeFile(join(folder, "calls"), "");
      const watch = spawn(shell, [join(toolkit, "reload/held.sh"), "hold", `127.0.0.1@${server.port}`], {
        env: { ...process.env, N2ACD_STATE: folder, PATH: `${folder}/bin:${process.env["PATH"] ?? ""}` },
        stdio: ["ignore", "ignore", "inherit"],
      });
      const ended = once(watch, "exit");
      await task();
      await writeFile(join(folder, "over"), "");
      await ended;
      return (await calls()).filter((line) => !line.startsWith("is-active"));
    }
    const calls = async () => (await readFile(join(folder, "calls"), "utf8")).trim().split("\n");
    const looks = async (count: number) => {
      const seen = (await calls()).length + count;
      await until(`${count} looks`, 20, async () => (await calls()).length >= seen);
    };
    const endsWithin = (seconds: number) =>
      until("the end of the hold", seconds, async () => (await calls()).includes("start hold.service"));

    it("goes on while the primary answers", async () => {
      assert.deepEqual(await watched(() => looks(4)), []);
    });

    it("goes on while the password changes: the old one is good, then the new one, and none for a moment", async () => {
      await login("the old one", "pgpass.before");
      assert.deepEqual(await watched(() => looks(3)), []);
      await login("not yet");
      assert.deepEqual(await watched(() => looks(3)), []);
      await login(PASSWORD);
      await rm(join(folder, "database/pgpass.before"));
    });

    it("ends within a second and a half of the end of the primary", async () => {
      const told = await watched(async () => {
        await looks(2);
        await server.stop("immediate");
        await endsWithin(1.5);
      });
      await server.start();
      assert.deepEqual(told, ["start hold.service", "stop hold.timer"]);
    });

    it("ends within 5 s of the primary's last word, when it is frozen", async () => {
      const told = await watched(async () => {
        await looks(2);
        await server.signal("SIGSTOP");
        await endsWithin(5);
      });
      await server.signal("SIGCONT");
      assert.deepEqual(told, ["start hold.service", "stop hold.timer"]);
    });
  });
}
