// A node's HAProxy on loopback, with the checks of the profile `fast` and its guard beside them.
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { profiles } from "../../../lib/failover.ts";
import { defaultServer } from "../../../lib/haproxy/parts.ts";
import { guardCheck } from "../../../lib/haproxy/database.ts";
import { freePort } from "./ports.ts";
import { until } from "./until.ts";

/** Another version can be asked for. */
const HAPROXY = process.env["N2ACD_TEST_HAPROXY"] ?? "haproxy";

export interface Backend {
  readonly node: string;
  readonly database: number;
  readonly check: number;
}

export class Proxy {
  readonly port: number;
  private readonly folder: string;
  private readonly child: ChildProcess;

  private constructor(port: number, folder: string, child: ChildProcess) {
    this.port = port;
    this.folder = folder;
    this.child = child;
  }

  static async start(
    guard: { readonly host: string; readonly port: number },
    backends: readonly Backend[],
  ): Promise<Proxy> {
    const folder = await mkdtemp(join(tmpdir(), "n2acd-guard-proxy-"));
    const port = await freePort();
    const lines = [
      "global",
      `stats socket ${folder}/admin.sock mode 600 level admin`,
      "defaults",
      "mode tcp",
      "timeout client 30m",
      "timeout server 30m",
      "timeout connect 500ms",
      "timeout check 500ms",
      "listen Postgres-ACD",
      `bind 127.0.0.1:${port}`,
      "option httpchk OPTIONS /",
      "http-check expect status 200",
      defaultServer(profiles.fast),
      ...backends.map(
        ({ node, database, check }) =>
          `server ${node} 127.0.0.1:${database} check port ${check} ` +
          guardCheck(node, "ACD", guard.port).replace("127.0.0.1", guard.host),
      ),
    ];
    const file = join(folder, "haproxy.cfg");
    await writeFile(file, `${lines.join("\n")}\n`);
    const child = spawn(HAPROXY, ["-db", "-f", file], { stdio: "ignore" });
    const proxy = new Proxy(port, folder, child);
    await until("HAProxy runs", 5, async () => {
      if (child.exitCode !== null) throw new Error(`HAProxy ended with ${child.exitCode}`);
      return await proxy.states().then(
        () => true,
        () => false,
      );
    });
    return proxy;
  }

  /** `sms-01` to its state, such as `UP` or `DOWN (agent)`. */
  async states(): Promise<Record<string, string>> {
    const text = await this.ask("show stat Postgres-ACD 4 -1");
    const rows = text.split("\n").map((line) => line.split(","));
    const at = rows[0]?.indexOf("status") ?? -1;
    return Object.fromEntries(
      rows
        .slice(1)
        .filter((row) => row.length > at)
        .map((row) => [row[1] ?? "", row[at] ?? ""]),
    );
  }

  async ask(command: string): Promise<string> {
    const socket = connect(join(this.folder, "admin.sock"));
    let text = "";
    socket.on("data", (data: Buffer) => (text += data.toString()));
    socket.end(`${command}\n`);
    await once(socket, "close");
    return text;
  }

  signal(name: NodeJS.Signals): void {
    this.child.kill(name);
  }

  async stop(): Promise<void> {
    const ended = once(this.child, "exit");
    this.child.kill("SIGCONT");
    this.child.kill("SIGKILL");
    await ended;
    await rm(this.folder, { recursive: true, force: true });
  }
}
