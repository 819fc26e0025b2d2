import * as pulumi from "@pulumi/pulumi";
import { withoutName } from "../lib/haproxy/jarvis.ts";
import type { FeModel, Server } from "../lib/haproxy/model.ts";

/** Another stack's SMS nodes are known only now: their certificates need a name, too. */
export function requireNames(servers: readonly Server[], { tls }: FeModel["jarvis"]): void {
  const [first] = withoutName(servers, tls);
  if (first === undefined) return;
  throw new pulumi.RunError(
    `jarvis.tls.serverName: missing; the address of ${first.name}, ${first.address}, is no name, and HAProxy compares certificates with names alone`,
  );
}
