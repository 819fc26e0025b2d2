// Dev hosts that come and go: machines, by the names of their containers, and the stack's nodes, which may be called otherwise.
import { readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { Cluster, lastNumber } from "../../support/cluster.ts";
import { Connections } from "../../support/stack/connections.ts";
import { root } from "../../support/stack/pulumi.ts";
import { container, local, type TestHost } from "../../support/exec.ts";

export class Members {
  readonly cluster: Cluster;

  constructor(name: string, prefix: string) {
    this.cluster = new Cluster(name, prefix);
  }

  /** Makes these machines, beside those that are there. */
  async add(machines: Readonly<Record<string, "apt" | "dnf">>): Promise<void> {
    const nodes = Object.entries(machines).map(([machine, flavour]) => `${machine}:${flavour}`);
    await must(
      "env",
      `NODES=${nodes.join(" ")}`,
      join(root, "dev/cluster.sh"),
      "up",
      this.cluster.name,
      this.cluster.prefix,
    );
    await Promise.all(Object.keys(machines).map((machine) => this.on(machine).run(settled)));
  }

  /** Gives a machine back as a new one, with a new host key, at the same address. */
  async reinstall(machine: string, flavour: "apt" | "dnf"): Promise<void> {
    await must("docker", "rm", "-f", this.container(machine));
    await rm(join(root, ".dev/keys", machine), { recursive: true, force: true });
    await this.add({ [machine]: flavour });
  }

  /** Cuts the power of a machine. */
  async kill(machine: string): Promise<void> {
    await must("docker", "kill", this.container(machine));
  }

  /** Waits until that front end sends nothing there any more: what was on its way to a dead machine is gone with it. */
  async noticed(frontEnd: string, node: string): Promise<void> {
    await this.on(frontEnd).run(
      `n=0; until echo 'show stat' | socat -t 3 - UNIX-CONNECT:/run/haproxy.sock-admin | grep -q '^jarvis,${node},.*,DOWN'
      do n=$((n + 1)); [ $n -lt 100 ] || exit 1; sleep 0.2; done`,
    );
  }

  on(machine: string): TestHost {
    return container(this.container(machine));
  }

  container(machine: string): string {
    return `${this.cluster.name}-${machine}`;
  }

  address(machine: string): string {
    return `${this.cluster.prefix}.${lastNumber(machine)}`;
  }

  /** The inventory's entry for a machine, which the stack may know by another name. */
  async entry(machine: string, name = machine, formerly?: string): Promise<Record<string, string>> {
    const hostKey = (await readFile(join(root, ".dev/keys", machine, "host.pub"), "utf8")).trim();
    return { name, address: this.address(machine), hostKey, ...(formerly && { formerly }) };
  }

  /** New connections to PostgreSQL through these machines' HAProxies, and requests to that front end, while `change` goes on. */
  async unnoticed(
    machines: readonly string[],
    frontEnd: string,
    change: () => Promise<void>,
  ): Promise<Unnoticed> {
    const addresses = machines.map((machine) => this.address(machine));
    const load = new Connections(addresses, 15_432, 20);
    const pages = new Pages(`http://${this.address(frontEnd)}/n2acd-fe/jarvis-agent`);
    try {
      await change();
    } finally {
      await Promise.all([load.stop(), pages.stop()]);
    }
    return { connections: load.good, pages: pages.good, failed: [...load.bad, ...pages.bad] };
  }
}

export interface Unnoticed {
  readonly connections: number;
  readonly pages: number;
  readonly failed: readonly string[];
}

/** One request after the other. */
class Pages {
  good = 0;
  readonly bad: string[] = [];
  #going = true;
  readonly #ended: Promise<void>;

  constructor(url: string) {
    this.#ended = this.#ask(url);
  }

  async stop(): Promise<void> {
    this.#going = false;
    await this.#ended;
  }

  async #ask(url: string): Promise<void> {
    while (this.#going) {
      try {
        const { status } = await fetch(url, { signal: AbortSignal.timeout(10_000) });
        if (status === 200) this.good += 1;
        else this.bad.push(`${Date.now()} ${url}: ${status}`);
      } catch (error) {
        this.bad.push(`${Date.now()} ${url}: ${String(error)}`);
      }
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
}

async function must(...argv: readonly string[]): Promise<void> {
  const { status, stdout, stderr } = await local(argv, { timeout: 600_000 });
  if (status !== 0) throw new Error(`${argv.join(" ")}: ${stdout}${stderr}`);
}

const settled = `! command -v httpd >/dev/null || mkdir -p /etc/sysconfig
  n=0; until systemctl is-active -q ssh || systemctl is-active -q sshd
  do n=$((n + 1)); [ $n -lt 240 ] || { systemctl --failed; exit 1; }; sleep 0.25; done
  timeout 60 systemctl is-system-running --wait >/dev/null || true`;
