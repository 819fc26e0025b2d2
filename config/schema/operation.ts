import { z } from "zod";
import { address, fingerprint, integer, keysText, map, nodeName, port, time, yesOrNo } from "../fields.ts";
import { vip } from "./vips.ts";

/** A TCP port of a machine that is no SMS node. If it accepts or refuses a connection, its network can be reached. */
const witness = map({
  address: address.describe("a machine that is no SMS node, a router for example"),
  port: port.describe(
    "a TCP port on which it accepts or refuses connections; one that its firewall drops without an answer is of no use",
  ),
});

/** Which nodes serve, how a change reaches them, and what watches over them. */
export const operation = {
  drained: z
    .array(nodeName, { error: "a list of SMS nodes' names" })
    .default([])
    .describe("SMS nodes to keep out of service: [how](operations/failover.md#taking-a-node-out-of-service)"),
  drainPrimary: yesOrNo
    .default(false)
    .describe("`true` allows a drain of the primary, which stops all writes"),
  lost: z
    .array(nodeName, { error: "a list of nodes' names" })
    .default([])
    .describe(
      "SMS or FE nodes that are gone for good and cannot be reached: [how](operations/nodes.md#when-a-host-is-dead)",
    ),
  vips: z.array(vip, { error: "a list of virtual addresses" }).default([]).meta({
    description:
      "virtual addresses. Each one is on one node of its kind at a time: [how](virtual-address.md)",
    guide: "none",
  }),
  rollout: map({
    feBatch: integer(1, 1000)
      .default(1)
      .describe(
        "how many FE nodes change at a time; the next ones wait until these are proven to serve. SMS nodes change one after the other",
      ),
    feCanary: integer(0, 1000).default(0).describe("how many FE nodes change first, before the batches"),
    settle: time("0s", "10m")
      .prefault(0)
      .describe(
        "how long a changed HAProxy is watched, and has to keep serving, before the next node changes; whole seconds",
      ),
  }).prefault({}),
  repair: z
    .record(z.string(), integer(1, 1_000_000), {
      error: "a map of numbers by step, such as { sms-01-haproxy: 1 }",
    })
    .default({})
    .describe(
      "a number for each step that is to run again, such as `sms-01-haproxy: 1`; whenever the number changes, the step runs again. `make drift REPAIR=1` [writes it](operations/watching.md#drift)",
    ),
  adopt: z
    .record(z.string(), fingerprint, {
      error: "a map of fingerprints by node, such as { sms-01: cfg-0123456789ab }",
    })
    .default({})
    .describe(
      "for each node, the fingerprint of a `haproxy.cfg` that may be replaced although it has lines that somebody added: [how](operations/adoption.md)",
    ),
  witnesses: z
    .array(witness, { error: `a list of maps with the keys ${keysText(witness)}` })
    .optional()
    .meta({
      description:
        "machines that a primary asks to find out whether it is cut off from the network, with the agent `bundled` or with `guard`: [decision 19](decisions/0019-a-primary-that-was-cut-off-stays-out.md)",
      unset: "the FE nodes and `frontEnds`",
    }),
  peersPort: port
    .default(10_000)
    .describe("the port on which the HAProxies of the SMS nodes tell each other which primary they use"),
  guard: yesOrNo.default(true).meta({
    description:
      "`true` runs a guard beside the agent on each SMS node, whichever agent that is. It takes a primary out of service as soon as another server is promoted in its place. New: [decision 32](decisions/0032-the-guard.md)",
    guide: "none",
  }),
  guardPort: port
    .default(10_001)
    .describe(
      "the port on which the guards of the SMS nodes ask each other. HAProxy asks the guard of its own node there as well, on `127.0.0.1`",
    ),
};
