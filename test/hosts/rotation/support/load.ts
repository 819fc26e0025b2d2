// Clients that write all the time, through both nodes, and what HAProxy counted meanwhile.
import { readFile } from "node:fs/promises";
import type { TestHost } from "../../../support/exec.ts";

/** What the clients of one node saw: statements that went well, and failures. */
export interface Seen {
  readonly newConnections: { readonly good: number; readonly bad: number };
  readonly session: { readonly good: number; readonly bad: number };
  /** What psql said. */
  readonly errors: string;
}

/** Clients on each host for as long as `during` takes. */
export async function loadDuring(
  hosts: readonly TestHost[],
  during: () => Promise<unknown>,
): Promise<Seen[]> {
  const script = await readFile(new URL("load.sh", import.meta.url), "utf8");
  const folder = "/tmp/n2acd-load";
  await Promise.all(hosts.map((host) => host.run(`rm -rf ${folder}; cat >/tmp/load.sh`, { input: script })));
  const clients = hosts.map((host) => host.run(`sh /tmp/load.sh ${folder}`));
  try {
    await Promise.all(hosts.map((host) => host.run(`until [ -s ${folder}/rows ]; do sleep 0.1; done`)));
    await during();
  } finally {
    await Promise.all(hosts.map((host) => host.run(`touch ${folder}/stop`)));
    await Promise.all(clients);
  }
  return Promise.all(
    hosts.map(async (host) => {
      const [first = "", second = "", ...errors] = (
        await host.run(`cd ${folder} && cat new session *.errors`)
      ).split("\n");
      return { newConnections: counts(first), session: counts(second), errors: errors.join("\n") };
    }),
  );
}

function counts(line: string): { good: number; bad: number } {
  const [good = NaN, bad = NaN] = line.split(" ").map(Number);
  return { good, bad };
}

/** Per server of Postgres-ACD, as this host's HAProxy counts them since it started. */
export async function failedChecks(host: TestHost): Promise<Record<string, string>> {
  const csv = await host.run("echo 'show stat' | socat -t 3 - UNIX-CONNECT:/run/haproxy.sock-admin");
  const [head = "", ...rows] = csv.split("\n").map((line) => line.split(","));
  const columns = ["status", "chkfail", "chkdown", "hanafail", "econ"];
  const found = rows.filter((row) => row[0] === "Postgres-ACD" && row[1]?.startsWith("sms-"));
  return Object.fromEntries(
    found.map((row) => [
      row[1] ?? "",
      columns.map((name) => `${name}=${row[Array.from(head).indexOf(name)] ?? ""}`).join(" "),
    ]),
  );
}
