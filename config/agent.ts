import type { z } from "zod";
import type { databases, endpoint } from "./schema/databases.ts";

/** The program that answers HAProxy's health checks. */
export type Agent =
  /** The agent of the vendor's package. */
  | { readonly kind: "n2pg-aux"; readonly service: string; readonly configFile: string }
  /** The agent of this project. */
  | { readonly kind: "bundled" }
  /** Another program's endpoint, which this project does not touch. */
  | {
      readonly kind: "endpoint";
      readonly method: string;
      readonly path: string;
      readonly tls?: EndpointTls | undefined;
    };

/** How HAProxy's checks connect to the endpoint over TLS. */
export type EndpointTls = NonNullable<z.output<typeof endpoint>["tls"]>;

/** The agent that the configuration describes. `service` and `configFile` are used only for the vendor's agent. */
export function agentOf(agent: z.output<typeof databases.agent>, service: string, configFile: string): Agent {
  if (agent === "bundled") return { kind: agent };
  if (agent !== "n2pg-aux") {
    const { method, path, tls } = agent;
    return { kind: "endpoint", method, path, ...(tls === undefined ? {} : { tls }) };
  }
  return { kind: agent, service, configFile };
}
