import * as pulumi from "@pulumi/pulumi";
import { withoutName } from "../lib/haproxy/jarvis.ts";
import type { FeModel, Server } from "../lib/haproxy/model.ts";

/** Throws a RunError if TLS is used for a node without a name. The SMS nodes of another stack are not known before, so they are checked here. */
export function requireNames(servers: readonly Server[], { tls }: FeModel["jarvis"]): void {
  const [first] = withoutName(servers, tls);
  if (first === undefined) return;
  throw new pulumi.RunError(
    `jarvis.tls.serverName: missing; the address of ${first.name}, ${first.address}, is no name, and HAProxy compares certificates with names alone`,
  );
}
