import { z } from "zod";
import { endpoint, readEndpoint } from "../lib/addresses.ts";

// How the values of arguments are passed: each as text without a line feed.

export type Value<T> = z.ZodType<T, string>;

export const text = z.string();

/** A port, a duration, a count. */
export const number = z.codec(z.string(), z.number().int(), { decode: Number, encode: String });

/** `FIRST:SECOND`, each with its own kind of value; the last one may hold the separator as well. */
export function joined<F extends Readonly<Record<string, Value<unknown>>>>(separator: string, fields: F) {
  const keys = Object.keys(fields);
  const last = keys.length - 1;
  return z.codec(z.string(), z.object(fields), {
    decode: (value) => {
      const parts = value.split(separator);
      const part = (i: number): string => (i === last ? parts.slice(last).join(separator) : (parts[i] ?? ""));
      return Object.fromEntries(keys.map((key, i) => [key, part(i)])) as z.input<z.ZodObject<F>>;
    },
    encode: (value) => keys.map((key) => (value as Readonly<Record<string, string>>)[key]).join(separator),
  });
}

/** `NAME:PORT`. */
export const namedPort = joined(":", { name: text, port: number });

/** `ADDRESS:PORT`, an IPv6 address in brackets; the address `*` is every address of the host. */
export const place = z.codec(z.string(), z.object({ address: z.string(), port: z.number().int() }), {
  decode: readEndpoint,
  encode: ({ address, port }) => endpoint(address, port),
});

/** `[https://]ADDRESS:PORT`: one of HAProxy's own pages. */
export const page = z.codec(
  z.string(),
  z.object({ tls: z.boolean(), address: z.string(), port: z.number().int() }),
  {
    decode: (value) => ({
      tls: value.startsWith("https://"),
      ...readEndpoint(value.replace("https://", "")),
    }),
    encode: ({ tls, address, port }) => `${tls ? "https://" : ""}${endpoint(address, port)}`,
  },
);
