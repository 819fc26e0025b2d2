// Two nodes on loopback: PostgreSQL servers, agents that know nothing of each other, guards and HAProxies.
import { Agent } from "../../test/support/agent/agent.ts";
import { Guard } from "../../test/support/agent/guard.ts";
import { freePort } from "../../test/support/agent/ports.ts";
import { Postgres } from "../../test/support/agent/postgres.ts";
import { Proxy } from "../../test/support/agent/proxy.ts";

export interface Cluster {
  readonly servers: readonly Postgres[];
  /** Starts the guards of one version of the program, on the same ports for every version. */
  guards(source: string): Promise<Guard[]>;
  remove(): Promise<void>;
}

export async function cluster(): Promise<Cluster> {
  const primary = await Postgres.primary();
  const servers = [primary, await Postgres.standbyOf(primary)];
  const agents = await Promise.all(servers.map((server) => Agent.start(server)));
  const port = await freePort();
  const backends = servers.map((server, at) => ({
    node: `sms-0${at + 1}`,
    database: server.port,
    check: agents[at]?.port ?? 0,
  }));
  const proxies = await Promise.all(
    backends.map((_, at) => Proxy.start({ host: `127.0.3.${at + 1}`, port }, backends)),
  );
  return {
    servers,
    guards: async (source) =>
      await Promise.all(
        servers.map((server, at) =>
          Guard.start({
            node: `sms-0${at + 1}`,
            listen: `127.0.2.${at + 1}`,
            haproxy: `127.0.3.${at + 1}`,
            port,
            database: server.port,
            rivals: { [`sms-0${2 - at}`]: `127.0.2.${2 - at}` },
            leaseMs: 3175,
            source,
          }),
        ),
      ),
    remove: async () => {
      await Promise.all([...agents, ...proxies].map((one) => one.stop()));
      for (const server of servers) await server.remove();
    },
  };
}
