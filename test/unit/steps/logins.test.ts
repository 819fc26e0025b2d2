// Logins to PostgreSQL, with real programs: who answers on its port or socket while it is down learns nothing and is not believed;
// and no variable of the environment has a say. Needs root, who plays PostgreSQL's user and a stranger.
import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { chmod, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { after, before, describe, it } from "node:test";
import { freePort } from "../../support/agent/ports.ts";
import { PASSWORD, Postgres } from "../../support/agent/postgres.ts";
import { local, type Outcome } from "../../support/exec.ts";
import { needing, shells, type Shell } from "../../support/steps/steps.ts";

const program = fileURLToPath(new URL("../../support/steps/rogue_postgres.py", import.meta.url));

/** What the environment of a root login may hold; each alone would break or divert a login. */
const environment = [
  "PGSSLMODE=require",
  "PGHOSTADDR=192.0.2.1",
  "PGHOST=192.0.2.1",
  "PGTARGETSESSIONATTRS=standby",
  "PGOPTIONS=-c nonsense=1",
  "PGSERVICEFILE=/nowhere",
  "PGSERVICE=nothing",
  "PGSYSCONFDIR=/nowhere",
  "PGREQUIREPEER=daemon",
  "PGCHANNELBINDING=require",
  "PGKRBSRVNAME=x",
  "PGREQUIREAUTH=none",
  "PGSSLROOTCERT=/nowhere",
];

for (const shell of shells) {
  describe(`logins, under ${shell}`, { skip: process.getuid?.() !== 0 }, () => {
    let folder: string;
    let server: Postgres;

    before(async () => {
      server = await Postgres.primary();
      folder = await mkdtemp(join(tmpdir(), "n2acd-logins-"));
      await chmod(folder, 0o755);
      await writeFile(join(folder, "pgpass"), `*:*:*:health_check_user:${PASSWORD}\n`, { mode: 0o600 });
      await writeFile(join(folder, "heard"), "", { mode: 0o666 });
      await chmod(join(folder, "heard"), 0o666);
    });
    after(async () => {
      await server.remove();
      await rm(folder, { recursive: true });
    });

    /** Shell text, in which the steps' functions are. */
    const run = (text: string, variables: readonly string[] = []): Promise<Outcome> =>
      local(["env", ...variables, `N2ACD_STATE=${folder}`, shell satisfies Shell], {
        input: [
          "set -eu",
          "STEP=test ACTION=apply SAID=1",
          needing("postgres", "login"),
          "parse_args host=n1",
          "find_psql",
          text,
        ].join("\n"),
      });
    const overTcp = (port: number, variables?: readonly string[]) =>
      run(`ask_as_role 127.0.0.1 ${port} 'SELECT pg_is_in_recovery()' ${folder}/pgpass`, variables);
    const overSocket = (port: number, variables?: readonly string[]) =>
      run(`ask ${port} 'SELECT pg_is_in_recovery();'`, variables);

    /** While a stranger has that port or socket. */
    async function withRogue(where: string, how: string, task: () => Promise<void>): Promise<string> {
      const words = ["-u", "nobody", "--", "python3", program, where, how, join(folder, "heard"), "f"];
      const rogue: ChildProcess = spawn("runuser", words, {
        stdio: ["ignore", "pipe", "inherit"],
        detached: true,
      });
      try {
        if (rogue.stdout) await once(rogue.stdout, "data");
        await task();
      } finally {
        if (rogue.pid !== undefined) process.kill(-rogue.pid, "SIGKILL");
      }
      return readFile(join(folder, "heard"), "latin1");
    }

    it("reach PostgreSQL, whatever the environment says", async () => {
      assert.deepEqual((await overTcp(server.port, environment)).stdout, "f\n");
      const here = await overSocket(server.port, environment);
      assert.deepEqual([here.stdout, here.stderr], ["f\n", ""]);
    });

    it("over TCP with a wrong password fail", async () => {
      const { status, stdout } = await run(
        `printf '*:*:*:health_check_user:x' >${folder}/wrong; ask_as_role 127.0.0.1 ${server.port} 'SELECT 1' ${folder}/wrong`,
      );
      assert.notEqual(status, 0);
      assert.match(stdout, /password authentication failed/);
    });

    for (const how of ["ok", "clear", "md5", "scram", "nothing"])
      it(`over TCP to a stranger who lets in by '${how}' fail, and he learns nothing`, async () => {
        const port = await freePort();
        const heard = await withRogue(String(port), how, async () => {
          const { status, stdout } = await overTcp(port);
          assert.notEqual(status, 0, stdout);
          assert.ok(!/^f$/m.test(stdout), stdout);
        });
        assert.ok(
          !heard.includes(PASSWORD) && !heard.includes("pg_is_in_recovery") && !heard.includes("md5"),
        );
      });

    it("over a socket of a stranger's fail, and he hears no query", async () => {
      const port = await freePort();
      const socket = `/tmp/.s.PGSQL.${port}`;
      try {
        const heard = await withRogue(socket, "ok", async () => {
          const { status, stdout, stderr } = await overSocket(port);
          assert.equal(status, 1);
          assert.equal(stdout, "");
          assert.match(stderr, /PostgreSQL on port \d+ does not answer its superuser: .*\.s\.PGSQL/);
        });
        assert.ok(!heard.includes("pg_is_in_recovery"));
      } finally {
        await rm(socket, { force: true });
      }
    });

    it("over the default socket, which is a stranger's, fail: libpq asks who is at the other end", async () => {
      const port = await freePort();
      const socket = `/var/run/postgresql/.s.PGSQL.${port}`;
      // As it can be while PostgreSQL is down and this folder is everybody's: /tmp is, with a server built for it.
      await local(["sh", "-c", "[ -d /var/run/postgresql ] && chmod o+w /var/run/postgresql"]);
      try {
        await withRogue(socket, "ok", async () => {
          const { status, stderr } = await overSocket(port);
          assert.equal(status, 1);
          assert.match(
            stderr,
            /requirepeer.*nobody.*What to do: a program of another user has PostgreSQL's socket/s,
          );
        });
      } finally {
        await rm(socket, { force: true });
        await local(["chmod", "o-w", "/var/run/postgresql"]);
      }
    });

    it("say which socket nobody listens on", async () => {
      const { stderr } = await overSocket(await freePort());
      assert.match(stderr, /\.s\.PGSQL\.\d+" failed: .*What to do: start PostgreSQL/s);
    });

    it("insist on SCRAM with psql where its library can", async () => {
      const psql = join(folder, "psql");
      await writeFile(psql, '#!/bin/sh\nprintf "%s\\n" "$@"; env\n', { mode: 0o755 });
      const { stdout } = await run(
        `PSQL=${psql}; ask_as_role 127.0.0.1 1 'SELECT 1' ${folder}/pgpass`,
        environment,
      );
      assert.match(stdout, /^dbname=postgres require_auth=scram-sha-256 /m);
      assert.deepEqual(
        stdout
          .split("\n")
          .filter((line) => line.startsWith("PG"))
          .toSorted(),
        ["PGCONNECT_TIMEOUT=5", `PGPASSFILE=${folder}/pgpass`],
      );
    });
  });
}
