// A node's guard, run as its unit runs it, on addresses of its own.
import { type ChildProcess, spawn } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { profiles } from "../../../lib/failover.ts";
import { guardHold } from "../../../lib/guard.ts";
import { PYTHON } from "./agent.ts";
import { ended } from "./ended.ts";
import { freePort } from "./ports.ts";
import { PASSWORD, type Postgres } from "./postgres.ts";
import { until } from "./until.ts";

export const SOURCE = resolve(import.meta.dirname, "../../../assets/guard");
export const KEY = "the-key-of-the-stack";

export interface Setup {
  readonly node: string;
  /** Where the other guards ask it; its HAProxy asks at `haproxy`. */
  readonly listen: string;
  readonly haproxy: string;
  readonly port: number;
  readonly database: number;
  readonly rivals: Readonly<Record<string, string>>;
  readonly witnesses?: readonly string[];
  readonly key?: string;
  readonly leaseMs?: number;
  readonly interpreter?: readonly string[];
  /** Another version of the program. */
  readonly source?: string;
}

export class Guard {
  readonly setup: Setup;
  private readonly child: ChildProcess;
  private readonly folder: string;
  log = "";

  private constructor(setup: Setup, folder: string, child: ChildProcess) {
    this.setup = setup;
    this.folder = folder;
    this.child = child;
    child.stderr?.on("data", (data: Buffer) => (this.log += data.toString()));
  }

  static async start(setup: Setup): Promise<Guard> {
    const folder = await mkdtemp(join(tmpdir(), "n2acd-guard-"));
    const file = join(folder, "guard.json");
    const settings = {
      node: setup.node,
      listen: setup.listen,
      haproxy_host: setup.haproxy,
      port: setup.port,
      key: setup.key ?? KEY,
      databases: { ACD: setup.database },
      rivals: setup.rivals,
      witnesses: setup.witnesses ?? [],
      lease_ms: setup.leaseMs ?? 1500,
      hold_ms: guardHold(profiles.fast),
      health_check_user_password: PASSWORD,
    };
    await writeFile(file, JSON.stringify(settings));
    const [program = PYTHON, ...words] = setup.interpreter ?? [PYTHON, "-I", "-S", "-B"];
    const child = spawn(program, [...words, setup.source ?? SOURCE, file], {
      stdio: ["ignore", "ignore", "pipe"],
    });
    const guard = new Guard(setup, folder, child);
    await until("the guard runs", 10, async () => {
      if (child.exitCode !== null) throw new Error(`the guard ended: ${guard.log}`);
      return await guard.status().then(
        () => true,
        () => false,
      );
    });
    return guard;
  }

  get pid(): number {
    if (this.child.pid === undefined) throw new Error("the guard was not started");
    return this.child.pid;
  }

  /** What HAProxy is told of a node's server: `up`, `down #...`, or nothing. */
  async verdict(node: string): Promise<string> {
    return (await this.ask(`${node} ACD`)).trim();
  }

  async status(): Promise<string> {
    return await this.ask("status");
  }

  private async ask(line: string): Promise<string> {
    return await say(this.setup.haproxy, this.setup.port, `${line}\n`);
  }

  signal(name: NodeJS.Signals): void {
    this.child.kill(name);
  }

  async stop(): Promise<void> {
    await ended(this.child);
    await rm(this.folder, { recursive: true, force: true });
  }
}

/**
 * The guards of these servers, each of which has the others as rivals. They are those of the nodes sms-01, sms-02 and so on, at 127.0.2.FIRST and the
 * addresses that follow it, and answer their HAProxies at 127.0.3.FIRST and so on.
 */
export async function startGuards<const Servers extends readonly Postgres[]>(
  servers: Servers,
  first: number,
  more: Partial<Setup> = {},
): Promise<{ [Index in keyof Servers]: Guard }> {
  const port = await freePort();
  const nodes = servers.map(({ port: database }, at) => ({
    node: `sms-0${at + 1}`,
    listen: `127.0.2.${first + at}`,
    haproxy: `127.0.3.${first + at}`,
    database,
  }));
  const guards: Guard[] = [];
  for (const own of nodes) {
    const others = nodes.filter((node) => node !== own).map(({ node, listen }) => [node, listen] as const);
    guards.push(await Guard.start({ ...own, port, rivals: Object.fromEntries(others), ...more }));
  }
  return guards as { [Index in keyof Servers]: Guard };
}

/** Sends a text to a port and gives all that comes back until the other side hangs up. */
export async function say(host: string, port: number, text: string): Promise<string> {
  return await new Promise((resolve, reject) => {
    const socket = connect({ host, port, noDelay: true });
    let heard = "";
    socket.setTimeout(5000, () => socket.destroy(new Error("no answer within 5 s")));
    socket.on("connect", () => socket.write(text));
    socket.on("data", (data) => (heard += data.toString()));
    socket.on("error", reject);
    socket.on("close", () => {
      resolve(heard);
    });
  });
}
