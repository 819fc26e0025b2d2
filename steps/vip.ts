import { z } from "zod";
import { flag, many, one } from "./arguments.ts";
import { defineStep } from "./definition.ts";
import { number, text } from "./values.ts";

const address = z.object({
  /** Its name in keepalived's configuration and in messages. */
  name: z.string(),
  routerId: z.number().int(),
  priority: z.number().int(),
  address: z.string(),
  prefix: z.number().int(),
  interface: z.string().optional(),
});
/** A virtual address, as the arguments of one node describe it. */
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

/** Sets up keepalived, through which the node shares virtual addresses with the other nodes of its kind. */
export const vip = defineStep({
  name: "vip",
  roles: ["sms", "fe"],
  when: ({ vips = [] }) => vips.length > 0,
  args: {
    /** The node's own address, and those of the other nodes. */
    own: one(text),
    peer: many(text),
    vip: many(virtualAddress),
    /** The URL at which HAProxy answers while it is alive. */
    alive: one(text),
    /** The port that users connect to, and the port of the Apache that they need as well. */
    port: one(number),
    apache: one(number),
    /** Whether the node is out of service, so that another node is to have the addresses. */
    drained: flag,
  },
  stdin: "nothing",
  undoneBy: "itself",
  leaves: true,
});
