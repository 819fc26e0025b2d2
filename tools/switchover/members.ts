import type { AppliedHost } from "../hosts/applied.ts";
import { database as databaseStep } from "../../steps/database.ts";
import { toldOf } from "../../steps/definition.ts";
import { haproxy } from "../../steps/haproxy.ts";

/** An SMS node, and the PostgreSQL on it that is switched over. */
export interface Member {
  readonly node: string;
  readonly host: AppliedHost;
  readonly port: number;
  /** The operating system's user that PostgreSQL runs as. */
  readonly user: string;
  /** The port for writers of the HAProxy on this node; undefined until its first `up` has configured HAProxy. */
  readonly listen: number | undefined;
}

/**
 * The nodes of one database. Where several databases have a PostgreSQL of their own, one has to be named.
 *
 * @throws Error that lists the databases, where none or an unknown one is named, or that there is none.
 */
export function membersOf(
  hosts: readonly AppliedHost[],
  wanted: string | undefined,
): { database: string; members: Member[] } {
  const told = hosts.map((host) => ({
    host,
    ...(toldOf(databaseStep, host.steps) ?? { database: [], postgresUser: undefined }),
    listens: toldOf(haproxy, host.steps)?.listen ?? [],
  }));
  const ports = new Map<string, string>();
  for (const { database } of told)
    for (const { name, port } of database) ports.set(name, `${ports.get(name) ?? ""} ${port}`);
  const names = [...ports.keys()];
  const apart = new Set(ports.values()).size > 1;
  const database = wanted ?? (apart ? undefined : names[0]);
  if (names.length === 0) throw new Error("the stack has no database on any node: run up first");
  if (database === undefined)
    throw new Error(`the stack has several databases; name one with DATABASE=: ${names.join(", ")}`);
  if (!names.includes(database))
    throw new Error(`the stack has no database ${JSON.stringify(database)}: ${names.join(", ")}`);
  const sorted = told.toSorted((a, b) => a.host.name.localeCompare(b.host.name, "en", { numeric: true }));
  const members = sorted.flatMap(
    ({ host, database: databases, postgresUser = "postgres", listens }): Member[] => {
      const found = databases.find(({ name }) => name === database);
      const listen = listens.find(({ name }) => name === `Postgres-${database}`);
      return found === undefined
        ? []
        : [{ node: host.name, host, port: found.port, user: postgresUser, listen: listen?.port }];
    },
  );
  return { database, members };
}
