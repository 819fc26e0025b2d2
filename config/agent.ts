import type { z } from "zod";
import type { databases, endpoint } from "./schema/databases.ts";

/** Who answers HAProxy's health checks. */
export type Agent =
  /** The vendor's package. */
  | { readonly kind: "n2pg-aux"; readonly service: string; readonly configFile: string }
  /** The one that comes with this project. */
  | { readonly kind: "bundled" }
  /** Somebody else's, whom this project leaves alone. */
  | {
      readonly kind: "endpoint";
      readonly method: string;
      readonly path: string;
      readonly tls?: EndpointTls | undefined;
    };

/** How HAProxy asks over TLS. */
export type EndpointTls = NonNullable<z.output<typeof endpoint>["tls"]>;

/** @param service and `configFile`: of the vendor's agent. */
export function agentOf(agent: z.output<typeof databases.agent>, service: string, configFile: string): Agent {
  if (agent === "bundled") return { kind: agent };
  if (agent !== "n2pg-aux") {
    const { method, path, tls } = agent;
    return { kind: "endpoint", method, path, ...(tls === undefined ? {} : { tls }) };
  }
  return { kind: agent, service, configFile };
}
