import * as pulumi from "@pulumi/pulumi";
import { explain } from "./explanations.ts";
import type { Host } from "./host.ts";

/** The same host, whose connection errors are explained in one sentence. Failed steps are never tried again by it. */
export function explained(host: Host): Host {
  const onError = new pulumi.ErrorHook(`explain-${host.name}`, ({ name, errors: [latest] }) => {
    const step = name.replace(`${host.name}-`, "");
    const sentence = explain(host, step, latest ?? "");
    if (sentence !== undefined) void pulumi.log.error(sentence);
    return false;
  });
  return { ...host, onError };
}
