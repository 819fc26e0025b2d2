import { loginName, port } from "../../config/fields.ts";
import { isAddress } from "../../lib/addresses.ts";

/** A machine to log in to. */
export interface Hop {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  /** Without it the SSH agent is used. */
  readonly privateKey?: string | undefined;
  /** One public key line. Without it any key is accepted, as a stack with `insecurelyTrustAnyHostKey` does. */
  readonly hostKey?: string | undefined;
}

/** A machine, and the bastion through which it is reached, if any. */
export type Login = Hop & { readonly proxy?: Hop | undefined };

/**
 * Returns the login if all its values are valid. They are written into ssh's configuration, where a line feed would begin a directive
 * such as ProxyCommand; and the stack file or the state may have been written by another person.
 *
 * @throws Error that names the invalid value.
 */
export function checkedLogin({ proxy, ...hop }: Login): Login {
  return proxy === undefined ? checked(hop) : { ...checked(hop), proxy: checked(proxy) };
}

function checked(hop: Hop): Hop {
  if (!isAddress(hop.host)) throw wrong("host", hop.host, "an IPv4/IPv6 address or host name");
  if (!port.safeParse(hop.port).success) throw wrong("port", hop.port, "a port");
  if (!loginName.safeParse(hop.user).success) throw wrong("user", hop.user, "a login name");
  if (hop.hostKey === undefined) return hop;
  const [, type, blob] = /^([a-z0-9@.-]+) +([A-Za-z0-9+/]+=*)( [ -~]*)?\n?$/.exec(hop.hostKey) ?? [];
  if (type === undefined || blob === undefined) throw wrong("hostKey", hop.hostKey, "one public key line");
  return { ...hop, hostKey: `${type} ${blob}` };
}

function wrong(what: string, value: unknown, allowed: string): Error {
  return new Error(`cannot be logged in to: ${what} ${JSON.stringify(value)} is not ${allowed}`);
}
