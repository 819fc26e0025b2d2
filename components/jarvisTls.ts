import * as pulumi from "@pulumi/pulumi";
import { withoutName } from "../lib/haproxy/jarvis.ts";
import type { FeModel, Server } from "../lib/haproxy/model.ts";

/** Words for the step `ready` of a front end that asks Jarvis over TLS: the CA that has to be there. */
export function jarvisNeeds({ tls }: FeModel["jarvis"]): string[] {
  return tls === undefined ? [] : [`jarvis_ca=${tls.caFile}`];
}

/** Another stack's SMS nodes are known only now: their certificates need a name, too. */
export function requireNames(servers: readonly Server[], { tls }: FeModel["jarvis"]): void {
  const [first] = withoutName(servers, tls);
  if (first === undefined) return;
  throw new pulumi.RunError(
    `jarvis.tls.serverName: missing; the address of ${first.name}, ${first.address}, is no name, and HAProxy compares certificates with names alone`,
  );
}
