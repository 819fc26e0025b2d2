import { z } from "zod";
import { flag, many, one } from "./arguments.ts";
import { defineStep } from "./definition.ts";
import { number, text } from "./values.ts";

const address = z.object({
  /** What keepalived and people call it. */
  name: z.string(),
  routerId: z.number().int(),
  priority: z.number().int(),
  address: z.string(),
  prefix: z.number().int(),
  interface: z.string().optional(),
});
/** A virtual address, as one node is told of it. */
export type ToldVip = z.output<typeof address>;

/** `NAME,ROUTER,PRIORITY,ADDRESS/PREFIX[,INTERFACE]`. */
const virtualAddress = z.codec(z.string(), address, {
  decode: (value) => {
    const [name = "", router = "", priority = "", network = "", found] = value.split(",");
    const [at = "", prefix = ""] = network.split("/");
    return {
      ...{ name, routerId: Number(router), priority: Number(priority), address: at, prefix: Number(prefix) },
      ...(found === undefined ? {} : { interface: found }),
    };
  },
  encode: ({ name, routerId, priority, address: at, prefix, interface: given }) =>
    [name, routerId, priority, `${at}/${prefix}`, ...(given === undefined ? [] : [given])].join(","),
});

/** The node has virtual addresses in turn with the others of its kind, by keepalived. */
export const vip = defineStep({
  name: "vip",
  roles: ["sms", "fe"],
  when: ({ vips = [] }) => vips.length > 0,
  args: {
    /** The node's own address, and those of the others. */
    own: one(text),
    peer: many(text),
    vip: many(virtualAddress),
    /** The URL where HAProxy says that it lives. */
    alive: one(text),
    /** The port that users come to, and that of the Apache which they need as well. */
    port: one(number),
    apache: one(number),
    /** Another node is to have the addresses. */
    drained: flag,
  },
  stdin: "nothing",
  undoneBy: "itself",
  leaves: true,
});
