import { z } from "zod";
import { map, subnet } from "../fields.ts";
import { node } from "./hosts.ts";

export const dev = map({
  subnet: subnet.default("172.30.86.0/24").describe("a private /24 network that is free on this machine"),
}).meta({
  description:
    "if it is there, the hosts are local containers, and the nodes have only the keys `name` and `flavour` (`apt` or `dnf`)",
  unset: "none",
});

/** A container with Debian's layout (`apt`) or the RHEL family's (`dnf`). */
export const devNode = map({
  name: node.shape.name,
  flavour: z.enum(["apt", "dnf"], { error: '"apt" or "dnf"' }),
});
