import type { z } from "zod";
import { devNodeAddress } from "../lib/devNetwork.ts";
import { isMap, list, own } from "./raw.ts";
import * as schema from "./schema.ts";

/** A node as far as it could be read, and where it stands. */
export interface NodeView {
  readonly path: string;
  readonly kind: "sms" | "fe";
  readonly raw: Partial<z.output<typeof schema.node>>;
}

/**
 * What could be read of the configuration, field by field, so that a rule between fields still has its say when
 * something else is wrong.
 */
export interface View {
  readonly nodes: readonly NodeView[];
  readonly databases: readonly Partial<z.output<typeof schema.database>>[];
  readonly ssh: Partial<z.output<typeof schema.ssh>>;
  readonly jarvis: Partial<z.output<typeof schema.jarvis>>;
  /** The keys that are there, whatever they hold. */
  readonly jarvisKeys: readonly string[];
  readonly stats: Partial<z.output<typeof schema.stats>>;
  /** Empty when there are to be none. */
  readonly metrics: Partial<z.output<typeof schema.metrics>>;
  readonly fe: Partial<z.output<typeof schema.fe>>;
  readonly healthCheck: Partial<z.output<typeof schema.healthCheck>>;
  readonly settings: Partial<z.output<z.ZodObject<typeof schema.settings>>>;
}

export function view(raw: Readonly<Record<string, unknown>>): View {
  const nodes = (key: string, kind: "sms" | "fe"): NodeView[] =>
    list(raw[key]).map((each, i) => {
      const known = readable(schema.node, each);
      const given = devAddress(raw["dev"], kind, i);
      return { path: `${key}[${i}]`, kind, raw: given === undefined ? known : { ...known, address: given } };
    });
  return {
    nodes: [...nodes("smsNodes", "sms"), ...nodes("feNodes", "fe")],
    databases: list(raw["databases"] ?? [{ name: "ACD" }]).map((each) =>
      withPorts(readable(schema.database, each), endpointPort(raw["agent"])),
    ),
    ssh: readable(schema.ssh, raw["ssh"]),
    jarvis: readable(schema.jarvis, raw["jarvis"]),
    jarvisKeys: Object.keys(isMap(raw["jarvis"]) ? raw["jarvis"] : {}),
    stats: readable(schema.stats, raw["stats"]),
    metrics: raw["metrics"] === undefined ? {} : readable(schema.metrics, raw["metrics"]),
    fe: readable(schema.fe, raw["fe"]),
    healthCheck: readable(schema.healthCheck, raw["healthCheck"]),
    settings: readable({ shape: schema.settings }, raw),
  };
}

/** The address of a host of the dev stack; nothing in other stacks. */
function devAddress(dev: unknown, kind: NodeView["kind"], i: number): string | undefined {
  const { subnet } = readable(schema.devStack.shape.dev, dev);
  if (dev === undefined || subnet === undefined) return undefined;
  return devNodeAddress(subnet, kind, i);
}

/** The port of somebody else's agent. */
export function endpointPort(agent: unknown): number | undefined {
  return schema.endpoint.safeParse(agent).data?.port;
}

/** The guide's 5432, 15432 and 25432, carried on to further instances. */
export function withPorts<
  D extends { port?: number | undefined; listenPort?: number | undefined; checkPort?: number | undefined },
>(
  database: D,
  endpoint: number | undefined,
): D & { listenPort: number | undefined; checkPort: number | undefined } {
  const { port } = database;
  return {
    ...database,
    listenPort: database.listenPort ?? (port === undefined ? undefined : port + 10_000),
    checkPort: database.checkPort ?? endpoint ?? (port === undefined ? undefined : port + 20_000),
  };
}

function readable<S extends z.ZodRawShape>(
  from: { shape: S },
  raw: unknown,
): Partial<z.output<z.ZodObject<S>>> {
  const fields = Object.entries(from.shape).map(([key, field]) => [
    key,
    (field as z.ZodType).safeParse(own(raw, key)).data,
  ]);
  return Object.fromEntries(fields) as Partial<z.output<z.ZodObject<S>>>;
}
