import { isIPv4, isIPv6 } from "node:net";
import { hostBits } from "../lib/networks.ts";
import type { Problem } from "./problems.ts";
import type { Vip } from "./schema/vips.ts";
import type { NodeView, View } from "./view.ts";

/** Checks virtual addresses against each other and against the nodes. */
export function vips({ nodes, settings }: View): Problem[] {
  const given = settings.vips ?? [];
  const taken = new Map<string, string>([
    ...nodes.flatMap(({ path, raw: { address } }) =>
      address === undefined ? [] : [[address, `${path}.address`] as const],
    ),
    ...(settings.frontEnds ?? []).map((address, i) => [address, `frontEnds[${i}]`] as const),
  ]);
  return given.flatMap((each, i): Problem[] => {
    const path = `vips[${i}]`;
    const earlier = given.slice(0, i);
    const twin = (key: "name" | "routerId"): Problem[] => {
      const at = earlier.findIndex((other) => other[key] === each[key]);
      return at < 0
        ? []
        : [{ path: `${path}.${key}`, text: `${shown(each[key])} is also vips[${at}].${key}` }];
    };
    const problems = [
      ...twin("name"),
      ...twin("routerId"),
      ...among(each, nodes, path),
      ...network(each, path),
      ...(taken.has(each.address)
        ? [
            {
              path: `${path}.address`,
              text: `${shown(each.address)} is also ${taken.get(each.address) ?? ""}`,
            },
          ]
        : []),
    ];
    taken.set(each.address, `${path}.address`);
    return problems;
  });
}

const called = { fe: "front ends", sms: "SMS nodes" } as const;

/** A single node has no other node to move the address to, and nodes of the other address family cannot agree which of them has it. */
function among({ for: kind, address }: Vip, nodes: readonly NodeView[], path: string): Problem[] {
  const members = nodes.filter((node) => node.kind === kind);
  if (members.length < 2) {
    const text = `this stack has ${members.length} ${called[kind]}; an address that one of them has at a time needs two or more`;
    return [{ path: `${path}.for`, text }];
  }
  const other = isIPv6(address) ? isIPv4 : isIPv6;
  const stranger = members.find(({ raw }) => raw.address !== undefined && other(raw.address));
  if (stranger === undefined) return [];
  const text = `${shown(address)} is of another family than ${stranger.path}.address, ${shown(stranger.raw.address ?? "")}: nodes have to be known by an address of its family, or by a name that has one`;
  return [{ path: `${path}.address`, text }];
}

/** Checks that the address is one that a host in its network can have. */
function network({ address, prefix }: Vip, path: string): Problem[] {
  const most = isIPv4(address) ? 32 : 128;
  if (prefix > most)
    return [
      { path: `${path}.prefix`, text: `${prefix} is more than ${most}, the most for ${shown(address)}` },
    ];
  if (prefix >= most - 1) return [];
  const bits = hostBits(address, prefix);
  if (bits.includes("1") && (most === 128 || bits.includes("0"))) return [];
  return [
    {
      path: `${path}.address`,
      text: `${shown(address)} is the first or the last address of a network /${prefix}, which no host may have; see prefix`,
    },
  ];
}

function shown(value: string | number): string {
  return JSON.stringify(value);
}
