// Two SMS hosts of their own, set up by `pulumi up` from an inventory, and what the measurements ask of them.
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { clientKey } from "../stack/hosts.ts";
import { root } from "../stack/pulumi.ts";
import { type Config, Stack } from "../stack/stack.ts";
import { container, local, type TestHost } from "../exec.ts";
import { stayDown } from "./faults.ts";
import { Proxy } from "./proxy.ts";

export const nodes = ["sms-01", "sms-02"] as const;
export type Node = (typeof nodes)[number];

export const otherThan = (node: Node): Node => (node === "sms-01" ? "sms-02" : "sms-01");

export class Pair {
  readonly name: string;
  readonly prefix: string;
  readonly #hosts: string;
  #stack: Stack | undefined;

  /**
   * @param name of the cluster and of the stack's folder.
   * @param prefix the first three numbers of a /24 that nothing else uses.
   * @param hosts both nodes with their flavours, and others that a test needs, as dev/cluster.sh takes them.
   */
  constructor(name: string, prefix: string, hosts = "sms-01:apt sms-02:dnf") {
    this.name = name;
    this.prefix = prefix;
    this.#hosts = hosts;
  }

  get stack(): Stack {
    if (this.#stack === undefined) throw new Error("the pair is not up");
    return this.#stack;
  }

  /** Fresh hosts, one of each flavour, and the program on them; sms-01 is the primary. */
  async up(config: Config = {}): Promise<void> {
    await this.boot();
    await this.deploy(config);
  }

  /** Fresh hosts without the program. */
  async boot(): Promise<void> {
    await this.down();
    await succeed([
      ...["env", `NODES=${this.#hosts}`],
      ...[join(root, "dev/cluster.sh"), "up", this.name, this.prefix],
    ]);
    await this.all((host) => host.run(`${settled}; ${stayDown}`));
  }

  async deploy(config: Config): Promise<void> {
    this.#stack = await Stack.create(this.name, { ...(await this.#inventory()), ...config }, clientKey);
    await this.stack.mustUp();
    await this.settled("sms-01");
  }

  async down(): Promise<void> {
    await succeed([join(root, "dev/cluster.sh"), "down", this.name]);
  }

  on(node: Node): TestHost {
    return container(this.container(node));
  }

  container(node: Node): string {
    return `${this.name}-${node}`;
  }

  address(node: Node): string {
    return `${this.prefix}.${String(Number(node.slice(-1)) + 10)}`;
  }

  proxy(node: Node): Proxy {
    return new Proxy(this.on(node));
  }

  all<T>(task: (host: TestHost, node: Node) => Promise<T>): Promise<T[]> {
    return Promise.all(nodes.map((node) => task(this.on(node), node)));
  }

  /** Makes `node` a standby of the other one again; what only it had is lost. */
  async rejoin(node: Node): Promise<void> {
    await succeed([join(root, "dev/postgres.sh"), this.name, "rejoin", node, otherThan(node)]);
  }

  /** Waits until the standby streams and each HAProxy has the primary up, the standby down, and neither in doubt. */
  async settled(primary: Node, seconds = 60): Promise<void> {
    const end = Date.now() + 1000 * seconds;
    const wanted = { [primary]: "UP", [otherThan(primary)]: "DOWN" };
    for (;;) {
      const streams = await this.on(otherThan(primary)).exec(
        `runuser -u postgres -- psql -qXAtc "SELECT status FROM pg_stat_wal_receiver"`,
      );
      const states = await Promise.all(nodes.map((node) => this.proxy(node).states()));
      const good = states.every((state) => nodes.every((node) => state[node] === wanted[node]));
      if (good && streams.stdout.trim() === "streaming") return;
      if (Date.now() > end) {
        const seen = `${JSON.stringify(states)}, the standby ${streams.stdout.trim() || streams.stderr.trim()}`;
        throw new Error(`${primary} is not the primary after ${seconds} s: ${seen}`);
      }
      await sleep(200);
    }
  }

  async #inventory(): Promise<Config> {
    const smsNodes = nodes.map(async (name) => {
      const hostKey = (await readFile(join(root, ".dev/keys", name, "host.pub"), "utf8")).trim();
      return { name, address: this.address(name), hostKey };
    });
    return { ssh: { user: "deploy" }, smsNodes: await Promise.all(smsNodes) };
  }
}

async function succeed(argv: readonly string[]): Promise<void> {
  const { status, stdout, stderr } = await local(argv, { timeout: 600_000 });
  if (status !== 0) throw new Error(`${argv.join(" ")}: ${stdout}${stderr}`);
}

const settled = `n=0; until systemctl is-active -q ssh || systemctl is-active -q sshd
  do n=$((n + 1)); [ $n -lt 480 ] || { systemctl --failed; exit 1; }; sleep 0.25; done`;
