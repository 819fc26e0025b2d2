// Four dev hosts, two of each flavour, and the inventory that a stack reaches them by.
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { Cluster, type Extras, lastNumber } from "../cluster.ts";
import { container, local, type TestHost } from "../exec.ts";
import { differences, snapshot, type Snapshot } from "../snapshot.ts";
import { root } from "./pulumi.ts";
import type { Config } from "./stack.ts";

export const smsNodes = ["sms-01", "sms-02"] as const;
export const feNodes = ["fe-01", "fe-02"] as const;
export const nodes = [...smsNodes, ...feNodes] as const;
export type Node = (typeof nodes)[number];

/** Where the stand-in for Jarvis says which database it uses. */
export const jarvis = {
  configFile: "/etc/jarvis/jarvis.conf",
  match: "^port *= *5432$",
  set: "port = 15432",
  service: "jarvis",
};

export const clientKey = join(root, ".dev/keys/client");

export class Hosts {
  readonly cluster: Cluster;
  #extras: Extras = {};

  constructor(name: string, prefix: string) {
    this.cluster = new Cluster(name, prefix);
  }

  /** Fresh ones, settled: what they start by themselves has started. */
  async up(extras: Extras = {}): Promise<void> {
    this.#extras = extras;
    await this.cluster.up(extras);
    await this.settled();
  }

  /** Waits until all of them have booted. */
  async settled(): Promise<void> {
    await this.all((host) => host.run(settled));
  }

  /** Cuts the power of these hosts, or gives it back. */
  async power(action: "kill" | "start", ...which: readonly Node[]): Promise<void> {
    const { status, stderr } = await local(["docker", action, ...which.map((node) => this.container(node))]);
    if (status !== 0) throw new Error(stderr);
  }

  /** Lets the steps on this host wait for so many seconds only: `N2ACD_ROLE_WAIT` and the like, which are a minute or more. */
  async patience(node: Node, seconds: Readonly<Record<string, number>>): Promise<void> {
    const lines = Object.entries(seconds).map(([name, value]) => `${name}=${value}\n`);
    await this.on(node).run(
      `cat >>/etc/environment && umask 227 && echo 'Defaults env_file=/etc/environment' >/etc/sudoers.d/zz-n2dev-environment`,
      { input: lines.join("") },
    );
  }

  on(node: Node): TestHost {
    return container(this.container(node));
  }

  container(node: Node): string {
    return `${this.cluster.name}-${node}`;
  }

  address(node: Node): string {
    return this.at(lastNumber(node));
  }

  /** The address with that last number in the network by which a stack knows the hosts. */
  at(last: number): string {
    return this.#extras.six === true ? this.cluster.six(last) : `${this.cluster.prefix}.${last}`;
  }

  /** The same on every host at once. */
  async all<T>(task: (host: TestHost, node: Node) => Promise<T>): Promise<Record<Node, T>> {
    const done = await Promise.all(nodes.map(async (node) => [node, await task(this.on(node), node)]));
    return Object.fromEntries(done) as Record<Node, T>;
  }

  look(): Promise<Record<Node, Snapshot>> {
    return this.all((host) => snapshot(host.run));
  }

  /** What is not as it was, a line each that begins with the node. */
  async changes(before: Readonly<Record<Node, Snapshot>>): Promise<string[]> {
    const now = await this.look();
    return nodes.flatMap((node) =>
      differences(before[node], now[node], dockersOwn).map((line) => `${node}: ${line}`),
    );
  }

  async hostKey(node: Node): Promise<string> {
    return (await readFile(join(root, ".dev/keys", node, "host.pub"), "utf8")).trim();
  }

  /** A stack's configuration for these hosts, which it knows by other names if `called` says so. */
  async config(called: (node: Node) => string = (node) => node): Promise<Config> {
    const described = (names: readonly Node[]) =>
      Promise.all(
        names.map(async (node) => ({
          name: called(node),
          address: this.address(node),
          hostKey: await this.hostKey(node),
        })),
      );
    return {
      ssh: { user: "deploy" },
      smsNodes: await described(smsNodes),
      feNodes: await described(feNodes),
      jarvis,
    };
  }
}

/** Docker's name server, which has another port after each start. */
const dockersOwn = /^listens 127\.0\.0\.11:/;

// A machine with many containers runs out of inotify instances, which systemd takes for degraded; that is no matter.
// Every EL host has the folder of sysconfig; rpm would leave it behind on one that had not.
const settled = `! command -v httpd >/dev/null || mkdir -p /etc/sysconfig
  n=0; until systemctl is-active -q ssh || systemctl is-active -q sshd
  do n=$((n + 1)); [ $n -lt 240 ] || { systemctl --failed; exit 1; }; sleep 0.25; done
  timeout 60 systemctl is-system-running --wait >/dev/null || true`;
