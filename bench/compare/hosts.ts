// Fresh dev hosts for one sequence of scenarios: two SMS nodes, the rest front ends, half of each flavour.
import { randomBytes } from "node:crypto";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { scramVerifier } from "../../lib/scram.ts";
import { clientKey } from "../../test/support/stack/hosts.ts";
import { root } from "../../test/support/stack/pulumi.ts";
import { container, local, type TestHost } from "../../test/support/exec.ts";

export interface Node {
  readonly name: string;
  readonly address: string;
  readonly hostKey: string;
}

/** The input of all tools, in the JSON form that Ansible and pyinfra read. */
export interface Site {
  readonly sms: readonly Node[];
  readonly fe: readonly Node[];
  /** How many front ends change at a time. */
  readonly feBatch: number;
  /** HAProxy's `timeout client`: the line that the scenario `one-line` changes. */
  readonly clientTimeout: string;
  /** Paths of the login's private key and of the file of known hosts. */
  readonly key: string;
  readonly knownHosts: string;
  readonly healthCheckPassword: string;
  readonly healthCheckVerifier: string;
  readonly statsPassword: string;
}

export class Hosts {
  readonly nodes: readonly string[];
  readonly subnet: string;
  readonly #name = "n2acd-bench-compare";
  readonly #prefix: string;

  constructor(count: number) {
    const fe = Array.from({ length: count - 2 }, (_, i) => `fe-${String(i + 1).padStart(2, "0")}`);
    this.nodes = ["sms-01", "sms-02", ...fe];
    this.#prefix = count > 4 ? "172.31.0" : "172.30.200";
    this.subnet = `${this.#prefix}.0/24`;
  }

  /** Removes the hosts, creates them again, and waits until all of them serve. */
  async reset(): Promise<void> {
    await this.remove();
    const nodes = this.nodes.map((node, i) => `${node}:${i % 2 === 0 ? "apt" : "dnf"}`).join(" ");
    await succeed([
      ...["env", "IMAGE=n2acd-bench", `NODES=${nodes}`],
      ...[join(root, "dev/cluster.sh"), "up", this.#name, this.#prefix],
    ]);
    await this.all((host) => host.run(settled));
  }

  async remove(): Promise<void> {
    await succeed([join(root, "dev/cluster.sh"), "down", this.#name]);
  }

  on(node: string): TestHost {
    return container(`${this.#name}-${node}`);
  }

  async all<T>(task: (host: TestHost, node: string) => Promise<T>): Promise<T[]> {
    return Promise.all(this.nodes.map((node) => task(this.on(node), node)));
  }

  /** @param folder for the file of known hosts. */
  async site(folder: string): Promise<Site> {
    await mkdir(folder, { recursive: true });
    const nodes = await Promise.all(
      this.nodes.map(async (name) => ({
        name,
        address: this.#address(name),
        hostKey: (await readFile(join(root, ".dev/keys", name, "host.pub"), "utf8")).trim(),
      })),
    );
    const knownHosts = join(folder, "known_hosts");
    await writeFile(knownHosts, nodes.map(({ address, hostKey }) => `${address} ${hostKey}\n`).join(""));
    const healthCheckPassword = randomBytes(16).toString("hex");
    return {
      sms: nodes.slice(0, 2),
      fe: nodes.slice(2),
      // The same for all tools: the default of n2acd-ha with four hosts, a quarter of the front ends with fifty.
      feBatch: nodes.length > 4 ? Math.ceil((nodes.length - 2) / 4) : 1,
      clientTimeout: "30m",
      key: clientKey,
      knownHosts,
      healthCheckPassword,
      healthCheckVerifier: scramVerifier(healthCheckPassword, randomBytes(16)),
      statsPassword: randomBytes(16).toString("hex"),
    };
  }

  /** The address that dev/cluster.sh assigns. */
  #address(node: string): string {
    return `${this.#prefix}.${(node.startsWith("sms") ? 10 : 20) + Number(node.split("-")[1])}`;
  }
}

async function succeed(argv: readonly string[]): Promise<void> {
  const { status, stdout, stderr } = await local(argv, { timeout: 900_000 });
  if (status !== 0) throw new Error(`${argv.join(" ")}: ${stdout}${stderr}`);
}

// A login is possible only once the host serves, so sshd is waited for. Every EL host has /etc/sysconfig; rpm would remove it with the package.
const settled = `! command -v httpd >/dev/null || mkdir -p /etc/sysconfig
  n=0; until systemctl is-active -q ssh || systemctl is-active -q sshd
  do n=$((n + 1)); [ $n -lt 1200 ] || { systemctl --failed; exit 1; }; sleep 0.25; done
  timeout 300 systemctl is-system-running --wait >/dev/null || true
  [ ! -e /etc/jarvis/jarvis.conf ] || ! systemctl is-enabled -q jarvis || until systemctl is-active -q jarvis && cd / &&
    runuser -u postgres -- psql -qc 'SELECT 1' >/dev/null 2>&1
  do n=$((n + 1)); [ $n -lt 1200 ] || exit 1; sleep 0.25; done`;
