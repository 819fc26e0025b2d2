// How long a client of a virtual address waits when the host that has it fails, on four hosts, beside keepalived with its defaults.
// node --test test/cluster/vip-hosts/faults.test.ts; ROUNDS=5 for more, three otherwise.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import type { Node } from "../../support/stack/hosts.ts";
import { local } from "../../support/exec.ts";
import { median } from "../../support/median.ts";
import { shown, withDefaults, worker } from "../../support/vip/figures.ts";
import { Users } from "../../support/vip/users.ts";
import { Field, type Kind, ofKind } from "./field.ts";

const rounds = Number(process.env["ROUNDS"] ?? "3");
/** Seconds after which nobody waits any more. */
const patience = 12;

const field = new Field("n2acd-t-vip", "172.30.97");
before(() => field.open());
after(() => field.close());

const docker = (action: string, node: Node) => local(["docker", action, field.hosts.container(node)]);
const on = (node: Node, command: string) => field.hosts.on(node).run(command);

/** The host's end of the container's wire, and the bridge that it is in. */
async function wire(node: Node): Promise<{ end: string; bridge: string }> {
  const number = (await on(node, "cat /sys/class/net/eth0/iflink")).trim();
  const links = (await local(["ip", "-o", "link"])).stdout.split("\n");
  const end = links.find((line) => line.startsWith(`${number}: `))?.split(/[:@ ]+/)[1] ?? "";
  const network = await local([
    ...["docker", "network", "inspect", "-f", "{{.Id}}", field.hosts.cluster.name],
  ]);
  return { end, bridge: `br-${network.stdout.slice(0, 12)}` };
}

interface Fault {
  readonly inject: (node: Node) => Promise<unknown>;
  readonly heal: (node: Node) => Promise<unknown>;
}

const faults: Readonly<Record<string, Fault>> = {
  "HAProxy killed": {
    inject: (node) => on(node, "pkill -9 -x haproxy"),
    heal: (node) => on(node, "systemctl start haproxy"),
  },
  "HAProxy hangs": {
    inject: (node) => on(node, `echo ${worker} >/run/hung; kill -STOP $(cat /run/hung)`),
    heal: (node) => on(node, "kill -CONT $(cat /run/hung)"),
  },
  "host hangs": {
    inject: (node) => docker("pause", node),
    heal: (node) => docker("unpause", node),
  },
  "host cut off": {
    inject: async (node) => local(["ip", "link", "set", (await wire(node)).end, "nomaster"]),
    heal: async (node) => {
      const { end, bridge } = await wire(node);
      await local(["ip", "link", "set", end, "master", bridge]);
    },
  },
  "power lost": {
    inject: (node) => docker("kill", node),
    heal: async (node) => {
      await docker("start", node);
      await field.hosts.settled();
    },
  },
};

async function holder(kind: Kind): Promise<Node> {
  for (let tries = 0; tries < 120; tries += 1) {
    const [node, ...others] = await field.holders(kind);
    if (node !== undefined && others.length === 0) return node;
    await pause(250);
  }
  throw new Error(`no node has the address, or two: ${(await field.holders(kind)).join(" ")}`);
}

async function measure(kind: Kind, fault: Fault, times: number): Promise<number[]> {
  const https = kind === "fe" ? { tls: field.tls } : {};
  const url = `${kind === "fe" ? "https" : "http"}://${field.vips[kind]}`;
  const users = new Users({ url, perSecond: 50, patience: 2000, ...https });
  const seen: number[] = [];
  try {
    for (let round = 0; round < times; round += 1) {
      await pause(3000);
      const node = await holder(kind);
      const outage = users.outage(node, patience);
      await fault.inject(node);
      seen.push(await outage);
      await fault.heal(node);
    }
  } finally {
    await users.stop();
  }
  return seen;
}

test("a client of the address is served again within a second", { timeout: 3_600_000 }, async () => {
  const ours = new Map<string, number[]>();
  for (const kind of ["fe", "sms"] as const)
    for (const [name, fault] of Object.entries(faults))
      ours.set(`${kind}: ${name}`, await measure(kind, fault, rounds));
  for (const node of [...ofKind.fe, ...ofKind.sms]) await on(node, withDefaults);
  await pause(8000);
  console.log("| | n2acd-ha | worst | keepalived's defaults | worst |\n| --- | --- | --- | --- | --- |");
  for (const kind of ["fe", "sms"] as const)
    for (const [name, fault] of Object.entries(faults)) {
      const theirs = await measure(kind, fault, Math.min(rounds, 3));
      const own = ours.get(`${kind}: ${name}`) ?? [];
      const cells = [own, theirs].flatMap((all) => [shown(median(all)), shown(Math.max(...all))]);
      console.log(`| ${kind}: ${[name, ...cells].join(" | ")} |`);
    }
  for (const [name, all] of ours) assert.ok(median(all) <= 1, `${name}: ${all.map(shown).join(", ")}`);
});
