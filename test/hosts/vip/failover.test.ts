// How long a client of a virtual address waits when the front end that has it fails, beside keepalived with its defaults.
// node --test test/hosts/vip/failover.test.ts; ROUNDS=5 for the figures of docs/virtual-address.md.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import { local } from "../../support/exec.ts";
import type { SmallHost } from "../../support/proxies/small/host.ts";
import { median } from "../../support/median.ts";
import { shown, withDefaults, worker } from "../../support/vip/figures.ts";
import { pair, type Pair, vip } from "../../support/vip/pair.ts";
import { Users } from "../../support/vip/users.ts";

const rounds = Number(process.env["ROUNDS"] ?? "3");
/** Seconds after which nobody waits any more. */
const patience = 12;

let cluster: Pair;
let users: Users;
before(async () => {
  await local([new URL("../../../scripts/apt-packages.sh", import.meta.url).pathname, "keepalived"]);
  cluster = await pair();
  const { clients } = cluster.network;
  users = new Users({ url: `http://${vip.v4}`, perSecond: 50, patience: 2000, namespace: clients });
});
after(async () => {
  await users.stop();
  await cluster.remove();
});

interface Fault {
  readonly inject: (node: SmallHost, name: string) => Promise<unknown>;
  readonly heal: (node: SmallHost, name: string) => Promise<unknown>;
}

const port = (name: string, ...words: string[]) =>
  local(["ip", "-n", cluster.network.clients, "link", "set", name, ...words]);

const faults: Readonly<Record<string, Fault>> = {
  "HAProxy killed": {
    inject: ({ host }) => host.run("pkill -9 -x haproxy"),
    heal: ({ host }) => host.run("systemctl start haproxy"),
  },
  "HAProxy hangs": {
    inject: ({ host }) => host.run(`echo ${worker} >/run/hung; kill -STOP $(cat /run/hung)`),
    heal: ({ host }) => host.run("kill -CONT $(cat /run/hung)"),
  },
  "Apache dead": {
    inject: ({ host }) => host.run("kill -9 $(cat /run/apache2/apache2.pid); pkill -9 -x apache2 || true"),
    heal: ({ host }) => host.run("rm -f /run/apache2/apache2.pid; systemctl start apache2"),
  },
  "host cut off": {
    inject: (_, name) => port(name, "nomaster"),
    heal: (_, name) => port(name, "master", "br0"),
  },
};

async function measure(fault: Fault): Promise<number[]> {
  const seen: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const [name = ""] = await cluster.holders();
    const node = cluster.nodes.find(({ host }) => host.name === name);
    assert.ok(node, "somebody has the address");
    const outage = users.outage(name, patience);
    await fault.inject(node, name);
    seen.push(await outage);
    await fault.heal(node, name);
    await pause(4000);
    assert.equal((await cluster.holders()).length, 1, "one node has it, and no other");
  }
  return seen;
}

test("a client of the address is served again within a second", { timeout: 900_000 }, async () => {
  for (const node of [0, 1] as const) await cluster.apply(node);
  const ours = new Map<string, number[]>();
  for (const [name, fault] of Object.entries(faults)) ours.set(name, await measure(fault));
  for (const { host } of cluster.nodes) await host.run(withDefaults);
  await pause(8000);
  console.log("| | n2acd-ha | worst | keepalived's defaults | worst |\n| --- | --- | --- | --- | --- |");
  for (const [name, fault] of Object.entries(faults)) {
    const [own, theirs] = [ours.get(name) ?? [], await measure(fault)];
    const cells = [own, theirs].flatMap((all) => [shown(median(all)), shown(Math.max(...all))]);
    console.log(`| ${[name, ...cells].join(" | ")} |`);
  }
  for (const [name, all] of ours) assert.ok(median(all) <= 1, `${name}: ${all.map(shown).join(", ")}`);
});
