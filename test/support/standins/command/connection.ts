/** The `connection` input of remote.Command, with the real plugin's defaults. */
import type { Props } from "../shared/diff.ts";

export interface Endpoint {
  readonly host: string;
  /** Default 22. */
  readonly port: number;
  /** Default root. */
  readonly user: string;
  readonly password: string | undefined;
  readonly privateKey: string | undefined;
  readonly privateKeyPassword: string | undefined;
  /** Default: the environment's SSH_AUTH_SOCK, if any. */
  readonly agentSocketPath: string | undefined;
  /** One public key line. Without it any host key is accepted. */
  readonly hostKey: string | undefined;
  /** Failed dials that are forgiven; -1: any number. Default 10. */
  readonly dialErrorLimit: number;
  /** Seconds; 0: no limit. Default 15. */
  readonly perDialTimeout: number;
}

export interface Connection extends Endpoint {
  readonly proxy: Endpoint | undefined;
}

const fields = new Set<string>([
  ...["host", "port", "user", "password", "privateKey", "privateKeyPassword", "agentSocketPath", "hostKey"],
  ...["dialErrorLimit", "perDialTimeout"],
]);

function endpoint(where: string, props: Props): Endpoint {
  // As the real plugin does, which shows all that it was given, a private key in clear: see components/host/connection.ts.
  const wrong = (what: string): Error => new Error(`${where}${what}: ${JSON.stringify(props)}`);
  const strange = Object.keys(props).filter((name) => !fields.has(name) && name !== "proxy");
  if (strange.length > 0) throw wrong(`: unknown properties: ${strange.join(", ")}`);
  const text = (name: string): string | undefined => {
    const value = props[name];
    if (value === undefined || value === null) return undefined;
    if (typeof value !== "string") throw wrong(`.${name} must be a string`);
    return value;
  };
  const number = (name: string, otherwise: number): number => {
    const value = props[name] ?? otherwise;
    if (typeof value !== "number") throw wrong(`.${name} must be a number`);
    return value;
  };
  const host = text("host");
  if (host === undefined) throw wrong(".host is missing");
  return {
    host,
    port: number("port", 22),
    user: text("user") ?? "root",
    password: text("password"),
    privateKey: text("privateKey"),
    privateKeyPassword: text("privateKeyPassword"),
    agentSocketPath: text("agentSocketPath") ?? (process.env["SSH_AUTH_SOCK"] || undefined),
    hostKey: text("hostKey"),
    dialErrorLimit: number("dialErrorLimit", 10),
    perDialTimeout: number("perDialTimeout", 15),
  };
}

export function connectionOf(value: unknown): Connection {
  const props = value as Props;
  const proxy = props["proxy"] as Props | null | undefined;
  return {
    ...endpoint("connection", props),
    proxy: proxy ? endpoint("connection.proxy", proxy) : undefined,
  };
}
