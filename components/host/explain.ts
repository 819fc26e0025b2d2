import * as pulumi from "@pulumi/pulumi";
import { explain } from "./explanations.ts";
import type { Host } from "./host.ts";

/** The same host, with a hook that logs an explanation of connection errors in one sentence. The hook never repeats a failed step. */
export function explained(host: Host): Host {
  const onError = new pulumi.ErrorHook(`explain-${host.name}`, ({ name, errors: [latest] }) => {
    const step = name.replace(`${host.name}-`, "");
    const sentence = explain(host, step, latest ?? "");
    if (sentence !== undefined) void pulumi.log.error(sentence);
    return false;
  });
  return { ...host, onError };
}
