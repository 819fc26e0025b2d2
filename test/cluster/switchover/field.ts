// Two SMS nodes and two front ends with a stack of their own, writers and browsers, and the command that switches over, killed where a test wants it.
import assert from "node:assert/strict";
import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Report } from "../../../tools/switchover/schema.ts";
import { Cluster, lastNumber } from "../../support/cluster.ts";
import { clientKey, jarvis } from "../../support/stack/hosts.ts";
import { root } from "../../support/stack/pulumi.ts";
import { type Config, Stack } from "../../support/stack/stack.ts";
import { container, type TestHost } from "../../support/exec.ts";
import { roleOf } from "../../support/pair/role.ts";
import { Browsers } from "./browsers.ts";
import { Writers } from "./writers.ts";

export const nodes = ["sms-01", "sms-02"] as const;
export type Node = (typeof nodes)[number];
const frontEnds = ["fe-01", "fe-02"] as const;
type Host = Node | (typeof frontEnds)[number];
export const other = (node: Node): Node => (node === "sms-01" ? "sms-02" : "sms-01");

/** How it went: what the command says, and what the writers met. */
export interface Switched {
  readonly status: number;
  readonly report: Report;
  readonly said: string;
  readonly gap: number;
  /** Seconds without an answer of Jarvis at the front ends. */
  readonly jarvis: number;
}

export class Field {
  readonly cluster: Cluster;
  writers: Writers | undefined;
  browsers: Browsers | undefined;
  #stack: Stack | undefined;
  readonly #flavours: string;

  /** @param flavours of the SMS nodes, such as `apt dnf`. */
  constructor(name: string, prefix: string, flavours: string) {
    this.cluster = new Cluster(name, prefix);
    const [one = "apt", two = "apt"] = flavours.split(" ");
    this.#flavours = `sms-01:${one} sms-02:${two} fe-01:apt fe-02:dnf`;
  }

  async up(): Promise<void> {
    process.env["NODES"] = this.#flavours;
    await this.cluster.up();
    for (const node of [...nodes, ...frontEnds]) await this.on(node).run(booted);
  }

  async down(): Promise<void> {
    await Promise.all([this.writers?.stop(), this.browsers?.stop()]);
    await this.cluster.down();
  }

  on(node: Host): TestHost {
    return container(`${this.cluster.name}-${node}`);
  }

  address(node: Host): string {
    return `${this.cluster.prefix}.${lastNumber(node)}`;
  }

  get stack(): Stack {
    return this.#stack ?? assert.fail("there is no stack yet");
  }

  /** Deploys, and lets writers and browsers begin. */
  async deploy(config: Config): Promise<void> {
    const inventory = (hosts: readonly Host[]) =>
      Promise.all(
        hosts.map(async (name) => ({
          name,
          address: this.address(name),
          hostKey: (await readFile(join(root, ".dev/keys", name, "host.pub"), "utf8")).trim(),
        })),
      );
    const [smsNodes, feNodes] = [await inventory(nodes), await inventory(frontEnds)];
    this.#stack = await Stack.create(
      this.cluster.name,
      { ssh: { user: "deploy" }, smsNodes, feNodes, jarvis, failover: "fast", ...config },
      clientKey,
    );
    await this.stack.mustUp();
    this.writers = new Writers(nodes.map((node) => this.address(node)));
    this.browsers = new Browsers(frontEnds.map((node) => this.address(node)));
  }

  #start(to: Node, ...flags: string[]): ChildProcess {
    const [program = "", ...args] = this.stack.tool("switchover", to, "--json", ...flags);
    // One group, as of a terminal.
    return spawn(program, args, { detached: true, stdio: ["ignore", "pipe", "pipe"] });
  }

  /** Switches over to its end. */
  async switchTo(to: Node, ...flags: string[]): Promise<Switched> {
    this.writers?.begin();
    this.browsers?.begin();
    const child = this.#start(to, ...flags);
    let [stdout, said] = ["", ""];
    child.stdout?.setEncoding("utf8").on("data", (text: string) => (stdout += text));
    child.stderr?.setEncoding("utf8").on("data", (text: string) => (said += text));
    const status = await new Promise<number>((resolve) =>
      child.once("close", (code) => {
        resolve(code ?? 255);
      }),
    );
    assert.notEqual(stdout, "", said);
    assert.doesNotMatch(stdout + said, /replicator/);
    return {
      status,
      report: JSON.parse(stdout) as Report,
      said,
      gap: this.writers?.gap ?? 0,
      jarvis: this.browsers?.gap ?? 0,
    };
  }

  /** The checks of a switchover find nothing: just after another one, HAProxy may not have asked the new standby yet. */
  async calm(to: Node): Promise<void> {
    for (let tries = 0; ; tries += 1) {
      const { status, report } = await this.switchTo(to, "--check");
      if (status === 0) return;
      assert.ok(tries < 10, JSON.stringify(report, null, 1));
      await sleep(500);
    }
  }

  /** One that this manager makes, with nothing in the way. */
  async switchedBy(manager: "patroni" | "repmgr", to: Node): Promise<void> {
    const { status, report, said, gap, jarvis } = await this.switchTo(to);
    assert.equal(status, 0, said + JSON.stringify(report, null, 1));
    assert.equal(report.manager, manager);
    await this.settled(to);
    console.log(
      `${manager}, to ${to}: writers met ${gap.toFixed(2)} s, Jarvis ${jarvis.toFixed(2)} s, the command says ${report.outage?.seconds ?? "nothing"} s`,
    );
    assert.ok(gap < 30 && jarvis < 30 && (report.outage?.seconds ?? 0) > 0);
  }

  /** Begins a switchover, and strikes when it says this. */
  async struck(
    to: Node,
    mark: RegExp,
    strike: (pid: number) => void,
  ): Promise<{ status: number | null; said: string }> {
    const child = this.#start(to);
    let [said, struck] = ["", false];
    child.stdout?.resume();
    child.stderr?.setEncoding("utf8").on("data", (text: string) => {
      said += text;
      if (struck || !mark.test(said)) return;
      struck = true;
      strike(child.pid ?? 0);
    });
    const status = await new Promise<number | null>((resolve) => child.once("close", resolve));
    assert.ok(struck, `it never said ${String(mark)}: ${said}`);
    return { status, said };
  }

  /** Of the server itself, over its socket. */
  async sql(node: Node, text: string): Promise<string> {
    return (
      await this.on(node).run("cd / && runuser -u postgres -- psql -XAtq -v ON_ERROR_STOP=1 acd", {
        input: `${text};\n`,
      })
    ).trim();
  }

  role(node: Node): Promise<string> {
    return roleOf(this.on(node));
  }

  async roles(): Promise<string[]> {
    return Promise.all(nodes.map((node) => this.role(node)));
  }

  /** One primary, one standby that streams, nothing left on the hosts, every row that was acknowledged, and every page. */
  async settled(to: Node): Promise<void> {
    assert.equal(await this.role(to), "primary");
    assert.equal(await this.sql(other(to), "SELECT status FROM pg_stat_wal_receiver"), "streaming");
    for (const node of nodes)
      assert.equal((await this.on(node).exec("ls /var/lib/n2acd-ha/switchover")).stdout, "", node);
    const acknowledged = [...(this.writers?.acknowledged ?? [])];
    const rows = new Set((await this.sql(to, "SELECT id FROM requests")).split("\n").map(Number));
    const lost = acknowledged.filter((id) => !rows.has(id));
    assert.deepEqual(lost, [], "rows that were acknowledged and are gone");
    assert.ok(acknowledged.length > 20, "there were writers");
    assert.deepEqual(this.browsers?.failed, [], "pages need no database");
    assert.ok(this.browsers.pages > 20, "there were browsers");
  }

  /** Ends the ssh clients of a command: its connections are dead. */
  static cutConnections(pid: number): void {
    const group = execFileSync("ps", ["-eo", "pid=,pgid=,comm="], { encoding: "utf8" });
    for (const line of group.split("\n")) {
      const [child, of, comm] = line.trim().split(/\s+/);
      if (Number(of) === pid && comm === "ssh") process.kill(Number(child), "SIGKILL");
    }
  }
}

export const pause = sleep;

const booted = `n=0; until systemctl is-active -q ssh; do n=$((n + 1)); [ $n -lt 240 ] || exit 1; sleep 0.25; done
  timeout 60 systemctl is-system-running --wait >/dev/null || true`;
