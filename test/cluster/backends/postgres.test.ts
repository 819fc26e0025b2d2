// The state in a PostgreSQL of the team's own, as docs/backends.md describes it.
import assert from "node:assert/strict";
import { appendFile, chmod, readFile, writeFile } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { Postgres } from "../../support/agent/postgres.ts";
import { until } from "../../support/agent/until.ts";
import { unpacked } from "../../support/stack/unpacked.ts";
import { Stack } from "../../support/standins/pulumi.ts";
import { startSshd } from "../../support/standins/sshd.ts";

const password = "aLongPasswordOfTheBackend";
const secret = "aSecretOfTheStack";

const sshd = await startSshd();
const server = await Postgres.primary();
const passfile = join(server.folder, "pgpass");
process.env["PGPASSFILE"] = passfile;
const url = `postgres://pulumi@127.0.0.1:${server.port}/pulumi?sslmode=disable`;
let stack: Stack;

/** A command that takes `seconds`, and leaves a line for each time that it ran. */
const command = (stdin: string, seconds = 0) => ({
  slow: {
    connection: sshd.connection,
    create: `cat >> ${sshd.folder}/ran; sleep ${seconds}`,
    secretStdin: `${stdin} ${secret}\n`,
    addPreviousOutputInEnv: false,
  },
});
const ran = async (): Promise<string[]> =>
  (await readFile(join(sshd.folder, "ran"), "utf8")).split("\n").flatMap((line) => line.split(" ")[0] || []);

/** What the backend keeps under a key that begins so, as it was written. */
async function kept(prefix: string): Promise<string[]> {
  const rows = await server.sql(
    `SELECT data->>'data' FROM pulumi_state WHERE key LIKE '%.pulumi/${prefix}%'`,
    "pulumi",
  );
  return rows.split("\n").flatMap((row) => (row === "" ? [] : unpacked(Buffer.from(row, "base64"))));
}

/** The process that has the stack's lock. */
async function holder(): Promise<number> {
  let lock: string | undefined;
  await until("somebody has the lock", 60, async () => {
    [lock] = await kept("locks/");
    return lock !== undefined;
  });
  return (JSON.parse(lock ?? "") as { pid: number }).pid;
}

void describe("a PostgreSQL backend", () => {
  before(async () => {
    await server.sql(`CREATE ROLE pulumi LOGIN PASSWORD '${password}'`);
    await server.sql("CREATE DATABASE pulumi OWNER pulumi");
    await appendFile(join(server.data, "pg_hba.conf"), "host pulumi pulumi 127.0.0.1/32 scram-sha-256\n");
    await server.sql("SELECT pg_reload_conf()");
    await writeFile(passfile, `127.0.0.1:${server.port}:pulumi:pulumi:${password}\n`);
    await chmod(passfile, 0o600);
    stack = await Stack.create("command", url);
  });
  after(async () => {
    await stack.end();
    await server.remove();
    await sshd.stop();
  });

  void test("keeps the state, and no secret in clear", async () => {
    const { code, out } = await stack.up(command("first"));
    assert.equal(code, 0, out);
    const everything = (await kept("")).join("\n");
    assert.match(everything, /standins-command/);
    assert.doesNotMatch(everything, new RegExp(secret));
  });

  void test("with a passfile its password is in no file of Pulumi's", async () => {
    const home = process.env["PULUMI_HOME"] ?? join(homedir(), ".pulumi");
    const credentials = await readFile(join(home, "credentials.json"), "utf8").catch(() => "");
    assert.doesNotMatch(credentials, new RegExp(password));
  });

  void test("refuses a second up while one runs, and says who has the lock", async () => {
    const first = stack.up(command("long", 15));
    const pid = await holder();
    const second = await stack.up(command("second"));
    assert.notEqual(second.code, 0);
    assert.match(second.out, new RegExp(`the stack is currently locked by 1 lock[^]*\\(pid ${pid}\\)`));
    const { code, out } = await first;
    assert.equal(code, 0, out);
    assert.deepEqual(await ran(), ["first", "long"]);
    assert.deepEqual(await kept("locks/"), []);
  });

  void test("a killed up leaves its lock; cancel and another up go on", async () => {
    const killed = stack.up(command("killed", 3));
    const pid = await holder();
    await until("the command runs", 60, async () => (await ran()).includes("killed"));
    process.kill(pid, "SIGKILL");
    await killed;
    assert.match((await stack.up(command("next"))).out, /currently locked/);
    const cancelled = await stack.run("cancel", "--yes");
    assert.equal(cancelled.code, 0, cancelled.out);
    const { code, out } = await stack.up(command("next"));
    assert.equal(code, 0, out);
    assert.equal((await ran()).at(-1), "next");
  });

  void test("what is exported from one backend is imported into another", async () => {
    const other = await Stack.create("command");
    const { out: before } = await stack.run("stack", "export", "--show-secrets");
    const { code, out } = await other.import(before);
    assert.equal(code, 0, out);
    const unchanged = await other.preview(command("next"), "--expect-no-changes");
    assert.equal(unchanged.code, 0, unchanged.out);
    await other.forget();
  });
});
