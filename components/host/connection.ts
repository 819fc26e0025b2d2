import type { types } from "@pulumi/command";
import * as pulumi from "@pulumi/pulumi";
import type { Host } from "./host.ts";

type Connection = types.input.remote.ConnectionArgs;

/** The provider's fields, and the type of each. */
const fields: Readonly<Record<keyof Connection, "string" | "number" | "map">> = {
  host: "string",
  port: "number",
  user: "string",
  password: "string",
  privateKey: "string",
  privateKeyPassword: "string",
  agentSocketPath: "string",
  hostKey: "string",
  dialErrorLimit: "number",
  perDialTimeout: "number",
  proxy: "map",
};
const secrets: ReadonlySet<string> = new Set(["password", "privateKey", "privateKeyPassword"]);

/**
 * How to log in to a host, with exactly the provider's fields. If a connection has any other field, or a value of another type, the
 * provider prints all of it, with the private key in clear. Errors here name fields and show no value.
 *
 * @throws RunError that says which field is wrong.
 */
export function connectionOf({ name, connection }: Pick<Host, "name" | "connection">): Connection {
  return (later(connection)
    ? known(connection).apply((it) => checked(`${name}: connection`, it))
    : checked(`${name}: connection`, connection)) as unknown as Connection;
}

function checked(where: string, given: unknown): Record<string, unknown> {
  if (!isMap(given))
    throw new pulumi.RunError(`${where} has to be a map of ${Object.keys(fields).join(", ")}`);
  const known = Object.keys(fields).filter((field) => field !== "proxy" || !where.endsWith(".proxy"));
  const strange = Object.keys(given).filter((field) => !known.includes(field));
  if (strange.length > 0)
    throw new pulumi.RunError(
      `${where} has no property ${strange.map((field) => JSON.stringify(field)).join(", ")}: it takes ${known.join(", ")}`,
    );
  return Object.fromEntries(
    Object.entries(given)
      .filter(([, value]) => value !== undefined && value !== null)
      .map(([field, value]) => [field, input(`${where}.${field}`, field as keyof Connection, value)]),
  );
}

/** A value that is known only later is checked then. */
function input(where: string, field: keyof Connection, value: unknown): unknown {
  const right = later(value)
    ? known(value).apply((it) => ofItsKind(where, field, it))
    : ofItsKind(where, field, value);
  return secrets.has(field) ? pulumi.secret(right) : right;
}

function ofItsKind(where: string, field: keyof Connection, value: unknown): unknown {
  if (value === undefined || value === null) return value;
  const kind = fields[field];
  if (kind === "map") return checked(where, value);
  if (typeof value !== kind) throw new pulumi.RunError(`${where} has to be a ${kind}`);
  return value;
}

function later(value: unknown): boolean {
  return pulumi.Output.isInstance(value) || value instanceof Promise;
}

function known(value: unknown): pulumi.Output<unknown> {
  return pulumi.output(value) as pulumi.Output<unknown>;
}

function isMap(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
