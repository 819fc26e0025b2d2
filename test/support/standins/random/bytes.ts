/** random:index/randomId:RandomId and random:index/randomBytes:RandomBytes. */
import { randomBytes as bytes } from "node:crypto";
import type { Resource } from "../shared/resource.ts";

export const randomId: Resource = {
  replaces: () => true,
  create: (inputs) => {
    const id = bytes(Number(inputs["byteLength"]));
    const prefix = typeof inputs["prefix"] === "string" ? inputs["prefix"] : "";
    const outs = {
      ...inputs,
      b64Std: prefix + id.toString("base64"),
      b64Url: prefix + id.toString("base64url"),
      hex: prefix + id.toString("hex"),
      dec: prefix + BigInt(`0x${id.toString("hex")}`).toString(),
    };
    return Promise.resolve({ id: id.toString("base64url"), outs });
  },
};

export const randomBytes: Resource = {
  replaces: () => true,
  create: (inputs) => {
    const made = bytes(Number(inputs["length"]));
    const outs = { ...inputs, base64: made.toString("base64"), hex: made.toString("hex") };
    return Promise.resolve({ id: "none", outs });
  },
};
