import { z } from "zod";
import { canonical, isLiteral, isOnlyLocal } from "../../lib/addresses.ts";
import { integer, interfaceName, map, vipName } from "../fields.ts";

const literal = "an IPv4/IPv6 address that other machines can use, written out";
const kinds = '"fe" (the front ends) or "sms" (the SMS nodes)';

/** A virtual address: one node of a kind has it at a time. */
export const vip = map({
  name: vipName.describe("its name in keepalived's configuration and in messages"),
  for: z
    .enum(["fe", "sms"], { error: kinds })
    .describe("the kind of node that has it: `fe`, the front ends, or `sms`, the SMS nodes"),
  address: z
    .string({ error: literal })
    .refine((value) => isLiteral(value) && !isOnlyLocal(value), { error: literal })
    .overwrite(canonical)
    .describe("an IPv4 or IPv6 address that no machine has yet"),
  prefix: integer(1, 128, "the length of the network's prefix,").describe(
    "the length of its network's prefix, `24` for example",
  ),
  routerId: integer(1, 255).describe(
    "the number of the virtual router in VRRP, 1 to 255; no other one in that network may have it",
  ),
  interface: interfaceName.optional().meta({
    description: "the network interface that it is put on, with the same name on each node",
    unset: "by the host's routes",
  }),
});

export type Vip = z.output<typeof vip>;
