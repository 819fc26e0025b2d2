// Where the faults happen: a cluster of four, of which sms-02 (the standby, dnf) and fe-01 (apt) are struck, while the
// users of sms-01 and fe-02 go on.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { assertConverged } from "../../support/stack/converged.ts";
import { clientKey, Hosts } from "../../support/stack/hosts.ts";
import { Stack } from "../../support/stack/stack.ts";
import type { TestHost } from "../../support/exec.ts";
import { folder, fronted, momentOf, strikeOf, sudoRule, tidy } from "./strikes.ts";
import type { Fault, Kind, Mode, Step } from "../../support/lifecycle/table.ts";

export const touched = { sms: "sms-02", fe: "fe-01" } as const;

/** A step that is struck. */
export interface Cell {
  readonly kind: Kind;
  readonly step: Step;
  readonly fault: Fault;
}

/** What a node runs: STEP<TAB>THING<TAB>VALUE, a line each. */
export type Runs = readonly string[];

export class Field {
  readonly hosts: Hosts;
  readonly mode: Mode;
  #stack: Stack | undefined;
  #changes = 1;

  constructor(name: string, prefix: string, mode: Mode) {
    this.hosts = new Hosts(name, prefix);
    this.mode = mode;
  }

  get #vips(): readonly object[] {
    const address = `${this.hosts.cluster.prefix}.50`;
    return [{ name: "web", for: "fe", address, prefix: 24, routerId: 51 }];
  }

  get stack(): Stack {
    if (this.#stack === undefined) throw new Error("there is no stack yet");
    return this.#stack;
  }

  /** Fresh hosts, and a stack that has not been up. */
  async open(): Promise<void> {
    await this.hosts.up({ https: true });
    for (const node of ["sms-01", "sms-02", "fe-01", "fe-02"] as const) {
      // A dnf that a lock stops, and a standby whose primary has failed.
      await this.hosts.patience(node, { N2ACD_PACKAGES_WAIT: 20, N2ACD_ROLE_WAIT: 20 });
    }
    // These have users before the first `up`, as real ones do.
    const used = { "sms-01": 5432, "fe-02": 80 } as const;
    for (const node of ["sms-01", "fe-02"] as const) {
      const open = `--add-port=${used[node]}/tcp`;
      await this.hosts.on(node).run(`firewall-cmd -q ${open} && firewall-cmd -q --permanent ${open}`);
    }
    for (const node of Object.values(touched)) await this.#front(this.hosts.on(node));
    // Slow checks: what a busy machine does to fast ones is not what is tried here.
    const https = { fe: { tls: { port: 443 } }, vips: this.#vips };
    const config = { ...(await this.hosts.config()), ...https, failover: "guide" };
    this.#stack = await Stack.create(this.hosts.cluster.name, config, clientKey);
  }

  /** Whether the stack knows the front ends: a first `up` may be without. */
  async frontEnds(there: boolean): Promise<void> {
    const { feNodes } = await this.hosts.config();
    for (const [key, value] of Object.entries({ feNodes, vips: this.#vips }))
      if (there)
        await this.stack.must("config", "set", `n2acd-ha:${key}`, "--plaintext", JSON.stringify(value));
      else await this.stack.must("config", "rm", `n2acd-ha:${key}`);
  }

  close(): Promise<void> {
    return this.hosts.cluster.down();
  }

  /** A number for a change, another one each time. */
  another(): number {
    this.#changes += 1;
    return this.#changes;
  }

  on({ kind }: Pick<Cell, "kind">): TestHost {
    return this.hosts.on(touched[kind]);
  }

  /** The fault will strike when that step runs next. */
  async arm(cell: Cell): Promise<void> {
    const host = this.on(cell);
    const { step, fault, kind } = cell;
    const { strike } = strikeOf(fault, this.mode, step);
    await host.run(`rm -f ${folder}/before.* ${folder}/struck ${folder}/waits ${folder}/go`);
    await host.run(`cat >${folder}/strike.sh`, { input: strike });
    if (fault === "wrong sudo")
      await host.run("umask 227; cat >/etc/sudoers.d/zz-n2life", { input: `${sudoRule(step)}\n` });
    // Before it has its scripts, or may run them, a host has no step that could be met.
    const early = fault === "wrong sudo" || (step === "ready" && !interrupts(fault));
    if (early || step === "ready")
      await host.run(`sh ${folder}/runs.sh 2>/dev/null >${folder}/before.${step}`);
    if (early) await host.run(`touch ${folder}/struck; sh ${folder}/strike.sh`);
    else
      await host.run(`cat >${folder}/armed`, {
        input: `${step}\n${momentOf(fault, kind, step, this.mode)}\n`,
      });
  }

  /** Waits until the step is in the fault's moment, for at most a minute or two. */
  async waits(cell: Cell): Promise<void> {
    await this.on(cell).run(
      `n=0; until [ -e ${folder}/waits ]; do n=$((n + 1)); [ $n -lt 1200 ] || exit 1; sleep 0.1; done`,
    );
  }

  /** Lets a step go on that waits. */
  async letGo(cell: Cell): Promise<void> {
    await this.on(cell).run(`touch ${folder}/go`);
  }

  /** Waits until no step runs there any more. */
  async ended(cell: Cell): Promise<void> {
    await this.on(cell).run(
      "[ ! -e /var/lib/n2acd-ha/.lock ] || timeout 150 flock /var/lib/n2acd-ha/.lock true",
    );
  }

  async struck(cell: Cell): Promise<boolean> {
    return (await this.on(cell).exec(`test -e ${folder}/struck`)).status === 0;
  }

  async mend(cell: Cell): Promise<void> {
    await this.on(cell).run(`rm -f ${folder}/armed; ${strikeOf(cell.fault, this.mode, cell.step).mend}`);
  }

  /** Everything undone, by `up` and by the faults. */
  async destroy(): Promise<void> {
    await this.stack.mustDestroy();
    for (const node of Object.values(touched)) await this.hosts.on(node).run(tidy);
  }

  /** What it runs now, once nothing is on its way any more. */
  async runs(cell: Pick<Cell, "kind">): Promise<Runs> {
    const look = async () => lines(await this.on(cell).run(`sh ${folder}/runs.sh 2>/dev/null`));
    let now = await look();
    for (let tries = 0; tries < 15; tries += 1) {
      await sleep(1000);
      const next = await look();
      if (String(next) === String(now)) return now;
      now = next;
    }
    return now;
  }

  /** What it ran when the step that was struck began. */
  async before({ kind, step }: Cell): Promise<Runs> {
    return lines((await this.on({ kind }).exec(`cat ${folder}/before.${step}`)).stdout);
  }

  /** A run that was killed holds the stack's lock: the next one says so, and `pulumi cancel` gives it back. */
  async unlock(): Promise<void> {
    const { status, text } = await this.stack.up();
    assert.notEqual(status, 0);
    assert.match(text, /the stack is currently locked by 1 lock/);
    await this.stack.must("cancel", "--yes");
  }

  /** Another `up` has nothing to do, and nobody finds any drift. */
  assertConverged(): Promise<void> {
    return assertConverged(this.stack);
  }

  async #front(host: TestHost): Promise<void> {
    // A step's environment does not say it.
    await host.run(`mkdir -p ${folder} && echo "$N2DEV_ROLE" >${folder}/role`);
    for (const name of ["front.sh", "runs.sh", "full.sh", "unfull.sh"]) {
      const input = await readFile(new URL(`host/${name}`, import.meta.url), "utf8");
      await host.run(`cat >${folder}/${name}`, { input });
    }
    await host.run(`for name in ${fronted.join(" ")}; do
      install -m 755 ${folder}/front.sh /usr/local/sbin/$name; done`);
  }
}

/** Faults that come in the middle of a step, from outside. */
export function interrupts(fault: Fault): boolean {
  return fault === "connection cut" || fault === "host restarted" || fault === "runner killed";
}

function lines(text: string): string[] {
  return text.split("\n").filter((line) => line !== "");
}
