// The bundled agent, run as its unit runs it, but with a configuration and a port of the test's own.
import { type ChildProcess, spawn } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { ended } from "./ended.ts";
import { type Answer, request } from "./http.ts";
import { freePort } from "./ports.ts";
import { PASSWORD, type Postgres } from "./postgres.ts";
import { until } from "./until.ts";

export const SOURCE = resolve(import.meta.dirname, "../../../assets/agent");
/** Another interpreter can be asked for: the agent must run on 3.6 and newer. */
export const PYTHON = process.env["N2ACD_TEST_PYTHON"] ?? "python3";

export type Settings = Record<string, unknown>;

export interface Setup {
  /** Keys of config.json that differ from those of the tests; undefined leaves one out. */
  readonly settings?: Settings;
  readonly environment?: Record<string, string>;
  /** Where it answers when that is not a free port of 127.0.0.1; `settings` have to say the same. */
  readonly at?: { readonly address: string; readonly port: number };
  /** What comes before the agent's folder on the command line; by default, what start.sh says. */
  readonly interpreter?: readonly string[];
}

export class Agent {
  readonly folder: string;
  readonly address: string;
  readonly port: number;
  private readonly child: ChildProcess;
  private settings: Settings;
  /** Everything it has logged. */
  log = "";

  private constructor(
    folder: string,
    address: string,
    port: number,
    settings: Settings,
    child: ChildProcess,
  ) {
    this.folder = folder;
    this.address = address;
    this.port = port;
    this.settings = settings;
    this.child = child;
    child.stderr?.on("data", (data: Buffer) => (this.log += data.toString()));
  }

  /** Starts an agent for a server and waits until it takes requests. */
  static async start(
    server: Postgres,
    { settings, environment, interpreter, at }: Setup = {},
  ): Promise<Agent> {
    const folder = await mkdtemp(join(tmpdir(), "n2acd-agent-"));
    const { address, port } = at ?? { address: "127.0.0.1", port: await freePort() };
    const all: Settings = {
      database_host: "localhost",
      health_check_user_password: PASSWORD,
      webserver_host: "127.0.0.1",
      webservers: [{ target_port: server.port, listen_port: port }],
      ...settings,
    };
    const file = join(folder, "config.json");
    await writeFile(file, JSON.stringify(all));
    const [program = PYTHON, ...words] = interpreter ?? [PYTHON, "-I", "-S", "-B"];
    const child = spawn(program, [...words, SOURCE, file], {
      stdio: ["ignore", "ignore", "pipe"],
      env: { ...process.env, ...environment },
    });
    const agent = new Agent(folder, address, port, all, child);
    await until(`the agent serves: ${agent.log}`, 10, async () => {
      if (child.exitCode !== null) throw new Error(`the agent ended: ${agent.log}`);
      return await agent.get("/livez").then(
        ({ code }) => code === 200,
        () => false,
      );
    });
    return agent;
  }

  get pid(): number {
    if (this.child.pid === undefined) throw new Error("the agent was not started");
    return this.child.pid;
  }

  async get(path = "/", method = "GET"): Promise<Answer> {
    return await request(this.port, `${method} ${path} HTTP/1.1\r\nHost: agent\r\n\r\n`, {
      host: this.address,
    });
  }

  async code(path = "/"): Promise<number> {
    return (await this.get(path)).code;
  }

  /** Changes config.json. */
  async write(changes: Settings | string): Promise<void> {
    if (typeof changes !== "string") this.settings = { ...this.settings, ...changes };
    const text = typeof changes === "string" ? changes : JSON.stringify(this.settings);
    await writeFile(join(this.folder, "config.json"), text);
  }

  /** Changes config.json and has it read. */
  async reload(changes: Settings | string): Promise<void> {
    await this.write(changes);
    const lines = this.log.length;
    this.child.kill("SIGHUP");
    await until("the configuration is read", 5, () =>
      Promise.resolve(/configuration (read again|stays)/.test(this.log.slice(lines))),
    );
  }

  signal(name: NodeJS.Signals): void {
    this.child.kill(name);
  }

  async stop(): Promise<void> {
    await ended(this.child);
    await rm(this.folder, { recursive: true, force: true });
  }
}
