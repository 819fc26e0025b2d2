// A pair whose failover manager promotes for real, a third host for the manager's majority, and what the tests ask of them.
import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import type { Host, Hosts } from "../../support/managers/hosts.ts";
import { joinThird, members, third } from "../../support/managers/hosts.ts";
import { install } from "../../support/managers/debian.ts";
import { type Node, otherThan, Pair } from "../../support/pair/pair.ts";
import { roleOf } from "../../support/pair/role.ts";
import { createRows } from "../../support/pair/rows.ts";
import type { Config } from "../../support/stack/stack.ts";
import { container, type TestHost } from "../../support/exec.ts";

/** Seconds within which everything is as before, once the fault is over. */
const patience = 120;

/** What the tests need of a manager. */
export interface Manager {
  readonly packages: readonly string[];
  /** Runs the manager on hosts that have its packages and no n2acd-ha. */
  readonly begin: (hosts: Hosts) => Promise<void>;
  /** In the stack file. */
  readonly agent: unknown;
  /** What is left to do once n2acd-ha is there. */
  readonly ready?: (hosts: Hosts) => Promise<void>;
  /** Brings the old primary back, where the manager does not do that by itself. */
  readonly comeBack?: (hosts: Hosts, old: Node, to: Node) => Promise<void>;
  /** Shell text for an old primary that hangs or is cut off: ends the manager and PostgreSQL at once, as a watchdog would, and starts them again. */
  readonly watchdog?: { readonly stop: string; readonly start: string };
  /** Seconds after which it must have promoted. */
  readonly within: number;
}

export class Field implements Hosts {
  readonly pair: Pair;
  readonly manager: Manager;
  primary: Node = "sms-01";

  constructor(manager: Manager, name: string, prefix: string) {
    this.manager = manager;
    this.pair = new Pair(name, prefix, `sms-01:apt sms-02:apt ${third}:apt`);
  }

  readonly on = (host: Host): TestHost => container(`${this.pair.name}-${host}`);

  async up(): Promise<void> {
    const { pair, manager } = this;
    await pair.boot();
    await joinThird(this);
    await install(
      members.map((host) => this.on(host)),
      ...manager.packages,
    );
    await manager.begin(this);
    const witnesses = [{ address: `${pair.prefix}.21`, port: 22 }];
    await pair.deploy({ failover: "fast", witnesses, agent: manager.agent } satisfies Config);
    await manager.ready?.(this);
    await createRows(pair, this.primary);
    await this.settled();
  }

  /** Brings the old primary back, waits until it streams, and has the next round begin from there. */
  async turned(to: Node): Promise<void> {
    await this.manager.comeBack?.(this, otherThan(to), to);
    this.primary = to;
    await this.settled();
  }

  async settled(): Promise<void> {
    await this.pair.settled(this.primary, patience);
    // A manager looks every second or two, and has to see the new standby before it can promote it.
    await sleep(4000);
    await this.pair.settled(this.primary, patience);
  }

  role(node: Node): Promise<string> {
    return roleOf(this.on(node));
  }

  async isStandby(node: Node): Promise<void> {
    assert.equal(await this.role(node), "standby", node);
  }
}
