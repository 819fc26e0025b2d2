// Clients of the cluster: a row written through HAProxy of each of these machines gets to the primary.
import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import { Client } from "pg";
import type { Members } from "./members.ts";

/** Waits up to 20 s for it. */
export async function servesPrimary(
  members: Members,
  machines: readonly string[],
  primary: string,
  ports = { port: 15_432, server: 5432 },
): Promise<void> {
  const wanted = `${members.address(primary)}:${ports.server}`;
  for (const machine of machines) {
    const end = Date.now() + 20_000;
    let reached = await server(members.address(machine), ports.port);
    while (reached !== wanted && Date.now() < end) {
      await sleep(200);
      reached = await server(members.address(machine), ports.port);
    }
    assert.equal(reached, wanted, machine);
  }
}

async function server(host: string, port: number): Promise<string> {
  const login = { user: "jarvis", password: "jarvis", database: "acd" };
  const client = new Client({ host, port, ...login, connectionTimeoutMillis: 5000 });
  client.on("error", () => undefined);
  try {
    await client.connect();
    const { rows } = await client.query<{ server: string }>(
      "INSERT INTO requests (node) VALUES ('membership') RETURNING host(inet_server_addr()) || ':' || inet_server_port() AS server",
    );
    return rows[0]?.server ?? "";
  } catch (error) {
    return String(error);
  } finally {
    await client.end().catch(() => undefined);
  }
}
