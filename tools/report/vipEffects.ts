// What a change of virtual addresses does to those who come by them.
import { readVipArgument } from "../../lib/vips.ts";
import type { Effect } from "./effects.ts";
import { code } from "./markdown.ts";
import { type HostStep, valuesOf } from "./steps.ts";

/** By address, its router. */
function routers(words: readonly string[] = []): Map<string, string> {
  return new Map(
    valuesOf(words, "vip")
      .map(readVipArgument)
      .map(({ address, router }) => [address, router]),
  );
}

/** The effects of the step `vip`. */
export function vipEffects({ op, before, after }: HostStep): Effect[] {
  const [was, is] = [routers(before?.words), routers(after?.words)];
  if (op === "create")
    return [...is.keys()].map((address) => ({
      rank: 6,
      what: `Virtual address ${code(address)} comes`,
      means: "by keepalived, to one node at a time; who comes by a node's own address notices nothing",
    }));
  const gone = [...was.keys()].filter((address) => !is.has(address));
  const moved = [...is].filter(([address, router]) => was.has(address) && was.get(address) !== router);
  const drains = (words: readonly string[] = []): boolean => words.includes("drained=yes");
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
    ...(drains(after?.words) && !drains(before?.words) && is.size > 0
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
