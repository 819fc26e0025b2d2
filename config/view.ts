import type { z } from "zod";
import { devNodeAddress } from "../lib/devNetwork.ts";
import { list, own } from "./raw.ts";
import { defaults, settings } from "./schema.ts";
import { database, endpoint, healthCheck } from "./schema/databases.ts";
import { dev } from "./schema/dev.ts";
import { fe, jarvis } from "./schema/frontEnds.ts";
import { node, ssh } from "./schema/hosts.ts";
import { metrics, stats } from "./schema/limits.ts";

/** A node as far as it could be read, and its path in the configuration. */
export interface NodeView {
  readonly path: string;
  readonly kind: "sms" | "fe";
  readonly raw: Partial<z.output<typeof node>>;
}

/** What could be read of the configuration, field by field, so that rules between fields are checked even if something else is wrong. */
export interface View {
  /** All values as they were given. */
  readonly raw: Readonly<Record<string, unknown>>;
  readonly nodes: readonly NodeView[];
  readonly databases: readonly Partial<z.output<typeof database>>[];
  readonly ssh: Partial<z.output<typeof ssh>>;
  readonly jarvis: Partial<z.output<typeof jarvis>>;
  readonly stats: Partial<z.output<typeof stats>>;
  /** Empty if there are no metrics. */
  readonly metrics: Partial<z.output<typeof metrics>>;
  readonly fe: Partial<z.output<typeof fe>>;
  readonly healthCheck: Partial<z.output<typeof healthCheck>>;
  readonly settings: Partial<z.output<z.ZodObject<typeof settings>>>;
}

/** Reads what can be read of a configuration, and fills in the ports of databases. */
export function view(raw: Readonly<Record<string, unknown>>): View {
  const nodes = (key: string, kind: "sms" | "fe"): NodeView[] =>
    list(raw[key]).map((each, i) => {
      const known = readable(node, each);
      const given = devAddress(raw["dev"], kind, i);
      return { path: `${key}[${i}]`, kind, raw: given === undefined ? known : { ...known, address: given } };
    });
  return {
    raw,
    nodes: [...nodes("smsNodes", "sms"), ...nodes("feNodes", "fe")],
    databases: list(raw["databases"] ?? defaults.databases).map((each) =>
      withPorts(readable(database, each), endpointPort(raw["agent"])),
    ),
    ssh: readable(ssh, raw["ssh"]),
    jarvis: readable(jarvis, raw["jarvis"]),
    stats: readable(stats, raw["stats"]),
    metrics: raw["metrics"] === undefined ? {} : readable(metrics, raw["metrics"]),
    fe: readable(fe, raw["fe"]),
    healthCheck: readable(healthCheck, raw["healthCheck"]),
    settings: readable({ shape: settings }, raw),
  };
}

/** The address of a host of the dev stack; undefined in other stacks. */
function devAddress(given: unknown, kind: NodeView["kind"], i: number): string | undefined {
  const { subnet } = readable(dev, given);
  if (given === undefined || subnet === undefined) return undefined;
  return devNodeAddress(subnet, kind, i);
}

/** The port of another program's agent. */
export function endpointPort(agent: unknown): number | undefined {
  return endpoint.safeParse(agent).data?.port;
}

/** Fills in ports that are not set, by the pattern of the guide's 5432, 15432 and 25432, for further instances too. */
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
