// What a change of virtual addresses does to the clients that connect to them.
import { vip } from "../../steps/vip.ts";
import type { Effect } from "./effect.ts";
import { code } from "./markdown.ts";
import { type HostStep, read, type Told } from "./steps.ts";

/** The router ID of each virtual address. */
function routers(told: Told | undefined): Map<string, number> {
  return new Map((read(vip, told)?.vip ?? []).map(({ address, routerId }) => [address, routerId]));
}

/** The effects of the step `vip`. */
export function vipEffects({ op, before, after }: HostStep): Effect[] {
  const [was, is] = [routers(before), routers(after)];
  if (op === "create")
    return [...is.keys()].map((address) => ({
      rank: 6,
      what: `Virtual address ${code(address)} comes`,
      means: "by keepalived, to one node at a time; who comes by a node's own address notices nothing",
    }));
  const gone = [...was.keys()].filter((address) => !is.has(address));
  const moved = [...is].filter(([address, router]) => was.has(address) && was.get(address) !== router);
  const drains = (told: Told | undefined): boolean => read(vip, told)?.drained === true;
  return [
    ...gone.map((address) => ({
      rank: op === "delete" ? 2 : 1,
      what: `Virtual address ${code(address)} goes`,
      means:
        op === "delete"
          ? "connections by it end; a node that keeps it in the stack takes it at once, and without one nobody answers there"
          : "connections by it end, and nobody answers there",
    })),
    ...moved.map(([address]) => ({
      rank: 6,
      what: `Virtual address ${code(address)} gets another \`routerId\``,
      means: "it stays where it is: each node uses the former one as well until all are proven",
    })),
    ...(drains(after) && !drains(before) && is.size > 0
      ? [
          {
            rank: 3,
            what: "Virtual addresses go to another node",
            means: "connections that came by them end once; new ones are served within a second",
          },
        ]
      : []),
  ];
}
