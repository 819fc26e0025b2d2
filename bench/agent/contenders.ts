import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { chmod, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Agent, PYTHON } from "../../test/support/agent/agent.ts";
import { request } from "../../test/support/agent/http.ts";
import { freePort } from "../../test/support/agent/ports.ts";
import { binaries, PASSWORD, type Postgres } from "../../test/support/agent/postgres.ts";
import { until } from "../../test/support/agent/until.ts";

/** An agent that runs and answers 200. */
export interface Contender {
  readonly port: number;
  readonly pid: number;
  readonly stop: () => Promise<void>;
}

/** The first two log in to PostgreSQL over TCP with SCRAM-SHA-256, as in the guide's configuration. The last one only answers. */
export const CONTENDERS = { bundled, "fork psql": forkPsql, "asyncio, HTTP alone": asyncioServer };
export type Name = keyof typeof CONTENDERS;

async function bundled(server: Postgres): Promise<Contender> {
  const agent = await Agent.start(server);
  await ready(agent.port);
  return { port: agent.port, pid: agent.pid, stop: () => agent.stop() };
}

async function forkPsql(server: Postgres): Promise<Contender> {
  const folder = await mkdtemp(join(tmpdir(), "n2acd-agent-bench-"));
  const passfile = join(folder, "pgpass");
  await writeFile(passfile, `*:*:*:*:${PASSWORD}\n`);
  await chmod(passfile, 0o600);
  const target = `host=127.0.0.1 port=${server.port} user=health_check_user dbname=postgres connect_timeout=2`;
  const rest = [join(binaries(), "psql"), target];
  const { stop, ...running } = await python("fork_psql_agent.py", rest, { PGPASSFILE: passfile });
  return {
    ...running,
    stop: async () => {
      await stop();
      await rm(folder, { recursive: true });
    },
  };
}

function asyncioServer(): Promise<Contender> {
  return python("asyncio_server.py");
}

/** Starts a Python program of this folder; its first argument is the port on which it answers. */
async function python(program: string, rest: readonly string[] = [], env = {}): Promise<Contender> {
  const port = await freePort();
  const child: ChildProcess = spawn(
    PYTHON,
    ["-ISB", join(import.meta.dirname, program), String(port), ...rest],
    { stdio: "inherit", env: { ...process.env, ...env } },
  );
  if (child.pid === undefined) throw new Error(`${program} does not start`);
  const stop = async () => {
    const ended = once(child, "exit");
    child.kill("SIGKILL");
    await ended;
  };
  await ready(port).catch(async (error: unknown) => {
    await stop();
    throw error;
  });
  return { port, pid: child.pid, stop };
}

async function ready(port: number): Promise<void> {
  await until("an agent that answers 200", 10, () =>
    check(port).then(
      (code) => code === 200,
      () => false,
    ),
  );
}

/** Sends one check as HAProxy does, and returns the status code of the answer. */
export async function check(port: number): Promise<number> {
  return (await request(port, "OPTIONS /primary HTTP/1.0\r\n\r\n")).code;
}
