import { isIPv4, isIPv6 } from "node:net";

/** True for an IPv4 or IPv6 address written out, without a zone such as `%eth0`. */
export function isLiteral(text: string): boolean {
  return isIPv4(text) || (isIPv6(text) && !text.includes("%"));
}

/** True for a DNS name. `10.0.0` is none: its last label is a number, so it can only be a mistyped address. */
export function isHostName(text: string): boolean {
  const labels = text.split(".");
  const label = /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/i;
  return text.length <= 253 && labels.every((part) => label.test(part)) && !/^\d+$/.test(labels.at(-1) ?? "");
}

/** True for an IPv4 address, an IPv6 address or a DNS name. */
export function isAddress(text: string): boolean {
  return isLiteral(text) || isHostName(text);
}

/** True when the address names no single other machine: loopback, link-local, multicast, unspecified. */
export function isOnlyLocal(text: string): boolean {
  const plain = canonical(text);
  if (isIPv4(plain)) return /^(0|127|22[4-9]|2[3-5]\d|169\.254)\./.test(plain);
  if (isIPv6(plain)) return /^(::1?$|ff|fe[89ab])/.test(plain);
  return /^localhost$|\.localhost$|^localhost\./.test(plain);
}

/** One spelling for each address, so that addresses can be compared: lower case, and IPv6 in its shortest form. */
export function canonical(text: string): string {
  if (isIPv6(text) && !text.includes("%")) return new URL(`http://[${text}]`).hostname.slice(1, -1);
  return text.toLowerCase();
}

/** The address as it is written before `:PORT`: IPv6 in square brackets. */
export function bracket(address: string): string {
  return isIPv6(address) ? `[${address}]` : address;
}

/** `ADDRESS:PORT`. */
export function endpoint(address: string, port: number): string {
  return `${bracket(address)}:${port}`;
}

/** The reverse of {@link endpoint}. */
export function readEndpoint(text: string): { address: string; port: number } {
  const colon = text.lastIndexOf(":");
  return {
    address: text.slice(0, Math.max(colon, 0)).replace(/^\[(.*)\]$/, "$1"),
    port: Number(text.slice(colon + 1)),
  };
}
