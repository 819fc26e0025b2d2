// A real PostgreSQL server of its own for a test, on a free port of 127.0.0.1.
import { execFile, type ExecFileOptions } from "node:child_process";
import { existsSync, globSync } from "node:fs";
import { appendFile, chown, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir, userInfo } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { freePort } from "./ports.ts";
import { until } from "./until.ts";

const execute = promisify(execFile);

/** PostgreSQL does not run as root: then the postgres user that its package makes runs it. */
export const OWNER = process.getuid?.() === 0 ? "postgres" : userInfo().username;
const IDENTITY = process.getuid?.() === 0 ? await postgresUser() : undefined;

async function postgresUser(): Promise<{ uid: number; gid: number }> {
  const [uid = "", gid = ""] = await Promise.all(
    ["-u", "-g"].map(async (flag) => (await execute("id", [flag, "postgres"])).stdout),
  );
  return { uid: Number(uid), gid: Number(gid) };
}

/** The folder of the newest PostgreSQL here. */
export function binaries(): string {
  const [newest] = globSync(["/usr/lib/postgresql/*/bin", "/usr/pgsql-*/bin", "/usr/bin"])
    .filter((folder) => existsSync(join(folder, "initdb")))
    .sort((one, other) => other.localeCompare(one, "en", { numeric: true }));
  if (newest === undefined)
    throw new Error("these tests need PostgreSQL's server: apt-get install postgresql");
  return newest;
}

/** What a fresh server gets: cheap, small, and admitting every kind of login that the agent knows. */
const CONF = [
  "listen_addresses='127.0.0.1'",
  "fsync=off",
  "shared_buffers=4MB",
  "max_connections=20",
  "wal_receiver_status_interval=1s",
];
const HBA = [
  "local all postgres trust",
  "local all health_check_user peer map=agent",
  "host all health_check_user 127.0.0.1/32 scram-sha-256",
  "host all second_user 127.0.0.1/32 scram-sha-256",
  "host all md5_user 127.0.0.1/32 md5",
  "host all trusted_user 127.0.0.1/32 trust",
  "host all plain_user 127.0.0.1/32 password",
  "host replication postgres 127.0.0.1/32 trust",
];
const ROLES = `
  CREATE ROLE health_check_user LOGIN PASSWORD 'correct horse';
  CREATE ROLE second_user LOGIN PASSWORD 'correct horse';
  CREATE ROLE trusted_user LOGIN;
  CREATE ROLE plain_user LOGIN PASSWORD 'correct horse';
  SET password_encryption = 'md5';
  CREATE ROLE md5_user LOGIN PASSWORD 'correct horse';`;
export const PASSWORD = "correct horse";

export class Postgres {
  readonly folder: string;
  readonly port: number;

  private constructor(folder: string, port: number) {
    this.folder = folder;
    this.port = port;
  }

  get data(): string {
    return join(this.folder, "data");
  }

  /** A running primary with the roles of the tests. */
  static async primary(): Promise<Postgres> {
    const server = await Postgres.prepare();
    await server.tool("initdb", "-D", server.data, "-A", "trust", "-U", "postgres", "-N");
    await writeFile(join(server.data, "pg_hba.conf"), `${HBA.join("\n")}\n`);
    await writeFile(join(server.data, "pg_ident.conf"), `agent ${userInfo().username} health_check_user\n`);
    await server.configure(...CONF);
    await server.start();
    await server.sql(ROLES);
    return server;
  }

  /** A running standby that streams from a primary. */
  static async standbyOf(primary: Postgres): Promise<Postgres> {
    const server = await Postgres.prepare();
    const source = `host=127.0.0.1 port=${primary.port} user=postgres`;
    await server.tool("pg_basebackup", "-D", server.data, "-d", source, "-R", "-c", "fast");
    await server.configure();
    await server.start();
    return server;
  }

  private static async prepare(): Promise<Postgres> {
    const folder = await mkdtemp(join(tmpdir(), "n2acd-agent-pg-"));
    if (IDENTITY) await chown(folder, IDENTITY.uid, IDENTITY.gid);
    return new Postgres(folder, await freePort());
  }

  private async configure(...lines: string[]): Promise<void> {
    const own = [`port=${this.port}`, `unix_socket_directories='${this.folder}'`];
    await appendFile(join(this.data, "postgresql.conf"), `${[...lines, ...own].join("\n")}\n`);
  }

  /** Runs one of PostgreSQL's programs as the user that owns the server. */
  async tool(program: string, ...words: string[]): Promise<string> {
    const options: ExecFileOptions = { ...IDENTITY, cwd: this.folder, timeout: 60_000, env: { LC_ALL: "C" } };
    const { stdout } = await execute(join(binaries(), program), words, options);
    return stdout.toString();
  }

  async start(): Promise<void> {
    try {
      await this.tool("pg_ctl", "-D", this.data, "-w", "-s", "-l", join(this.folder, "log"), "start");
    } catch (cause) {
      throw new Error(`PostgreSQL does not start: ${(await this.log()).slice(-2000)}`, { cause });
    }
  }

  /** `smart` waits for sessions to end; the promise with it. */
  async stop(mode: "smart" | "fast" | "immediate" = "fast"): Promise<void> {
    await this.tool("pg_ctl", "-D", this.data, "-w", "-s", "-m", mode, "stop");
  }

  async promote(): Promise<void> {
    await this.tool("pg_ctl", "-D", this.data, "-w", "-s", "promote");
  }

  /** Runs SQL as the superuser and gives the rows, fields separated by |. */
  async sql(text: string, database = "postgres"): Promise<string> {
    const where = ["-h", this.folder, "-p", String(this.port), "-U", "postgres", "-d", database];
    return (await this.tool("psql", "-XAtq", "-v", "ON_ERROR_STOP=1", ...where, "-c", text)).trim();
  }

  async log(): Promise<string> {
    return await readFile(join(this.folder, "log"), "utf8");
  }

  async postmaster(): Promise<number> {
    return Number((await readFile(join(this.data, "postmaster.pid"), "utf8")).split("\n", 1)[0]);
  }

  /** The main process first, then its children. */
  async processes(): Promise<number[]> {
    return await withChildren(await this.postmaster());
  }

  /** Sends a signal to every process of the server. */
  async signal(name: NodeJS.Signals): Promise<void> {
    for (const pid of await this.processes()) process.kill(pid, name);
  }

  /** Kills every process of the server, as a crash of the host would, and waits until they are gone. */
  async kill(): Promise<void> {
    const pids = await this.processes();
    for (const pid of pids) process.kill(pid, "SIGKILL");
    await until("the server is dead", 5, async () =>
      (await Promise.all(pids.map(isAlive))).every((one) => !one),
    );
    // A dead process that nobody has waited for still counts as running for pg_ctl.
    const locks = [join(this.data, "postmaster.pid"), join(this.folder, `.s.PGSQL.${this.port}.lock`)];
    await Promise.all(locks.map((file) => rm(file, { force: true })));
  }

  /** Has it running again, whatever a test that failed has left. */
  async recover(): Promise<void> {
    await this.signal("SIGCONT").catch(() => undefined);
    await this.sql("SELECT 1").catch(() => this.start());
  }

  /** Ends it whatever its state, and removes its files. */
  async remove(): Promise<void> {
    if (existsSync(join(this.data, "postmaster.pid"))) {
      await this.signal("SIGCONT").catch(() => undefined);
      await this.stop("immediate").catch(() => undefined);
    }
    await rm(this.folder, { recursive: true, force: true });
  }
}

/** A process and its children. */
export async function withChildren(parent: number): Promise<number[]> {
  const pids = (await readdir("/proc")).filter((name) => /^\d+$/.test(name)).map(Number);
  const parents = await Promise.all(pids.map(async (pid) => (await stat(pid))[1]));
  return [parent, ...pids.filter((_, index) => parents[index] === String(parent))];
}

async function isAlive(pid: number): Promise<boolean> {
  const [state = "X"] = await stat(pid);
  return !"XZ".includes(state);
}

/** The fields of a process from its state on; none when it is gone. */
async function stat(pid: number): Promise<string[]> {
  const text = await readFile(`/proc/${pid}/stat`, "utf8").catch(() => "");
  return text === "" ? [] : text.slice(text.lastIndexOf(")") + 2).split(" ");
}
