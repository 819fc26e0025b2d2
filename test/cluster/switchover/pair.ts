// Two real PostgreSQL servers on this machine, each on a host that is played: ssh, systemctl and systemd's folders are stand-ins.
import { chmod, mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { existsSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { AppliedHost } from "../../../tools/hosts/applied.ts";
import { binaries, OWNER, Postgres } from "../../support/agent/postgres.ts";
import { toolkit } from "../../support/steps/steps.ts";

export const nodes = ["sms-01", "sms-02"] as const;
export type Node = (typeof nodes)[number];
const addresses = { "sms-01": "10.0.0.11", "sms-02": "10.0.0.12", "sms-03": "10.0.0.13" } as const;
type Any = keyof typeof addresses;

const ssh = `#!/bin/sh
# ssh -F CONFIG node COMMAND: like a host, what was begun goes on when its client is killed.
host=$(sed -n 's/^  HostName //p' "$2" | head -n 1)
if [ -e "$PLAYED/$host/unreachable" ]; then echo "ssh: connect to host $host port 22: No route to host" >&2; exit 255; fi
exec env N2ACD_ROOT="$PLAYED/$host" PATH="$PLAYED/$host/bin:$PATH" sh -c "$4"
`;

/** A postmaster for a unit: what systemd would say and do. */
const systemctl = (data: string, folder: string) => `#!/bin/sh
root=\${0%/bin/systemctl}
running() { pid=$(head -n 1 ${data}/postmaster.pid 2>/dev/null) && [ -d "/proc/$pid" ]; }
note() { mkdir -p "$root/proc/$pid" && echo 0::/system.slice/postgresql.service >"$root/proc/$pid/cgroup"; }
case "$1" in
  note) running && note ;;
  show) if running; then echo "$pid"; else echo 0; fi ;;
  stop) echo stop >>"$root/calls"; ! [ -e "$root/slow" ] || sleep 4; ! running || runuser -u ${OWNER} -- ${binaries()}/pg_ctl -D ${data} -w -s -m fast stop ;;
  start)
    echo start >>"$root/calls"
    runuser -u ${OWNER} -- ${binaries()}/pg_ctl -D ${data} -w -s -l ${folder}/log start </dev/null >/dev/null 2>&1 9>&- || exit 1
    running && note ;;
esac
`;

export class Pair {
  readonly servers: Record<Node, Postgres>;
  /** Another standby, sms-03, where a test wants one. */
  readonly third: Postgres | undefined;
  readonly folder: string;

  private constructor(folder: string, servers: Record<Node, Postgres>, third: Postgres | undefined) {
    this.folder = folder;
    this.servers = servers;
    this.third = third;
  }

  get #all(): [Any, Postgres][] {
    const pair = nodes.map((node): [Any, Postgres] => [node, this.servers[node]]);
    return this.third === undefined ? pair : [...pair, ["sms-03", this.third]];
  }

  static async make(third = false): Promise<Pair> {
    const primary = await Postgres.primary();
    await writeFile(
      join(primary.data, "pg_hba.conf"),
      "host replication replicator 127.0.0.1/32 scram-sha-256\n",
      {
        flag: "a",
      },
    );
    await primary.sql("SELECT pg_reload_conf()");
    await primary.sql(`CREATE ROLE replicator REPLICATION LOGIN PASSWORD 'it''s s3cret'`);
    await primary.sql("CREATE TABLE rows (n int)");
    const follower = async (name: string): Promise<Postgres> => {
      const server = await Postgres.standbyOf(primary);
      await server.sql(
        `ALTER SYSTEM SET primary_conninfo = $$host=127.0.0.1 port=${primary.port} user=replicator password='it\\'s s3cret' application_name=${name}$$`,
      );
      // A reload would write it to the log.
      await server.stop();
      await server.start();
      return server;
    };
    const standby = await follower("sms-02");
    const another = third ? await follower("sms-03") : undefined;
    for (const server of [primary, standby]) {
      await server.sql("ALTER SYSTEM SET log_statement = 'all'");
      await server.sql("SELECT pg_reload_conf()");
    }
    const pair = new Pair(
      await mkdtemp(join(tmpdir(), "n2acd-switch-")),
      {
        "sms-01": primary,
        "sms-02": standby,
      },
      another,
    );
    await pair.#play();
    return pair;
  }

  async #play(): Promise<void> {
    await mkdir(join(this.folder, "bin"));
    await this.#program(join(this.folder, "bin/ssh"), ssh);
    for (const [node, { data, folder }] of this.#all) {
      const root = this.root(node);
      await mkdir(join(root, "bin"), { recursive: true });
      await mkdir(join(root, "var/lib/n2acd-ha"), { recursive: true });
      await symlink(toolkit, join(root, "var/lib/n2acd-ha/toolkit"));
      await this.#program(join(root, "bin/systemctl"), systemctl(data, folder));
      await this.noted(node);
    }
  }

  async #program(path: string, text: string): Promise<void> {
    await writeFile(path, text);
    await chmod(path, 0o755);
  }

  /** A server that was started by the test counts as started by its unit. */
  async noted(node: Any): Promise<void> {
    const server = node === "sms-03" ? this.third : this.servers[node];
    const pid = await server?.postmaster();
    await mkdir(join(this.root(node), `proc/${pid ?? 0}`), { recursive: true });
    await writeFile(
      join(this.root(node), `proc/${pid ?? 0}/cgroup`),
      "0::/system.slice/postgresql.service\n",
    );
  }

  root(node: Any): string {
    return join(this.folder, addresses[node]);
  }

  /** What a switchover leaves on the hosts while it is on its way. */
  notes(node: Node): boolean {
    return existsSync(join(this.root(node), "var/lib/n2acd-ha/switchover"));
  }

  get hosts(): AppliedHost[] {
    return this.#all.map(([name, { port }]) => ({
      name,
      login: { host: addresses[name], port: 22, user: "root" },
      sudo: false,
      steps: [{ step: "database", words: `host=${name} database=ACD:${port}`, stdin: "" }],
    }));
  }

  /** The command that switches over in a process of its own, with what it needs in its environment. */
  command(to: Node, ...flags: string[]): { argv: string[]; env: NodeJS.ProcessEnv } {
    return {
      argv: [process.execPath, fileURLToPath(new URL("drive.ts", import.meta.url)), to, ...flags],
      env: {
        ...process.env,
        PATH: `${join(this.folder, "bin")}:${process.env["PATH"] ?? ""}`,
        PLAYED: this.folder,
        PLAYED_HOSTS: JSON.stringify(this.hosts),
      },
    };
  }

  async roles(): Promise<Record<Node, string>> {
    const all = await Promise.all(
      nodes.map(async (node) => {
        const role = await this.servers[node].sql("SELECT pg_is_in_recovery()").catch(() => "down");
        return [node, { t: "standby", f: "primary" }[role] ?? "down"] as const;
      }),
    );
    return Object.fromEntries(all) as Record<Node, string>;
  }

  async remove(): Promise<void> {
    for (const [, server] of this.#all) await server.remove();
    await rm(this.folder, { recursive: true, force: true });
  }
}
