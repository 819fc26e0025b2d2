// Two front ends on small hosts in one network, with virtual addresses of both families, and a client that asks all the time.
import { setTimeout as pause } from "node:timers/promises";
import type { Outcome } from "../exec.ts";
import { secrets, web } from "../proxies/small/front.ts";
import {
  from,
  type Place,
  smallHost,
  type SmallHost,
  smallNetwork,
  type SmallNetwork,
} from "../proxies/small/host.ts";
import { type Call, mustRun, runStep } from "../steps/steps.ts";

export const vip = { v4: "10.77.0.50", v6: "2001:db8:77::50" } as const;
const places = [
  { name: "fe-01", address: "10.77.0.21", v6: "2001:db8:77::21" },
  { name: "fe-02", address: "10.77.0.22", v6: "2001:db8:77::22" },
] as const;

/** The step `vip` of the node with that number, as the program runs it: the first address begins with the first node. */
export function vipCall(node: 0 | 1, more: readonly string[] = [], family: "v4" | "v6" = "v4"): Call {
  const [own, other] = node === 0 ? places : ([places[1], places[0]] as const);
  const address = (place: (typeof places)[number]): string => (family === "v4" ? place.address : place.v6);
  const at = `${vip[family]}/${family === "v4" ? 24 : 64}`;
  const args = [
    `own=${address(own)}`,
    `peer=${address(other)}`,
    `vip=web,51,${200 - node},${at}`,
    ...["alive=http://127.0.0.1:80/n2acd-ha-alive", "port=80", "apache=81"],
    ...more,
  ];
  return { step: "vip", args };
}

export interface Pair {
  readonly network: SmallNetwork;
  readonly nodes: readonly [SmallHost, SmallHost];
  /** Which of the nodes have that address now, by name. */
  holders(address?: string): Promise<string[]>;
  /** Waits until exactly that node has it. */
  heldBy(name: string, address?: string): Promise<void>;
  apply(node: 0 | 1, call?: Call): Promise<string[]>;
  attempt(node: 0 | 1, call?: Call): Promise<Outcome>;
  /** Asks the address once; gives the name of the node that answered, or nothing. */
  ask(address?: string): Promise<string>;
  remove(): Promise<void>;
}

export async function pair(): Promise<Pair> {
  const network = await smallNetwork();
  const made = await Promise.all(
    places.map(async (place: Omit<Place, "network">) => {
      const node = await smallHost({ "var/www/html/index.html": `${place.name}\n` }, { ...place, network });
      await secrets(node);
      await mustRun(node.host, web({ alive: true }), "apply");
      return node;
    }),
  );
  const nodes = made as unknown as readonly [SmallHost, SmallHost];
  const holders = async (address: string = vip.v4): Promise<string[]> => {
    const has = await Promise.all(
      nodes.map(({ host }) => host.exec(`ip -o addr show | grep -qF ' ${address}/'`)),
    );
    return nodes.filter((_, i) => has[i]?.status === 0).map(({ host }) => host.name);
  };
  return {
    network,
    nodes,
    holders,
    heldBy: async (name, address) => {
      for (let tries = 0; tries < 100; tries += 1) {
        if ((await holders(address)).join() === name) return;
        await pause(100);
      }
      throw new Error(
        `${address ?? vip.v4} is on ${(await holders(address)).join() || "no node"}, not on ${name}`,
      );
    },
    apply: (node, call = vipCall(node)) => mustRun(nodes[node].host, call, "apply"),
    attempt: (node, call = vipCall(node)) => runStep(nodes[node].host, call, "apply"),
    ask: async (address = vip.v4) => {
      const six = address.includes(":");
      const url = `http://${six ? `[${address}]` : address}/`;
      return (await nodes[0].ask(url, ["-m", "1"], six ? from.v6 : from.near)).trim();
    },
    remove: async () => {
      await Promise.all(nodes.map((node) => node.remove()));
      await network.remove();
    },
  };
}
