// What answers HAProxy's checks: each kind of agent, with guards beside it.
import { readFile } from "node:fs/promises";
import type { Config } from "../stack/stack.ts";
import type { TestHost } from "../exec.ts";

export const agents = ["n2pg-aux", "bundled", "endpoint"] as const;
export type Agent = (typeof agents)[number];

/** How HAProxy asks: Patroni's port and path for the endpoint. */
export const checks: Readonly<Record<Agent, { port: number; path: string }>> = {
  "n2pg-aux": { port: 25432, path: "/" },
  bundled: { port: 25432, path: "/" },
  endpoint: { port: 8008, path: "/primary" },
};

/** @param prefix of the hosts' network. Its own machine is a witness: it refuses connections, and that is an answer. */
export function configOf(agent: Agent, prefix: string): Config {
  const witnesses = [{ address: `${prefix}.1`, port: 9 }];
  return {
    failover: "fast",
    guard: true,
    witnesses,
    agent: agent === "endpoint" ? checks.endpoint : agent,
  };
}

/** Has it run on a host already when the program comes, which does not bring it along. */
export async function startEndpoint(host: TestHost): Promise<void> {
  const input = await readFile(new URL("endpoint.py", import.meta.url), "utf8");
  await host.run(
    `cat >/usr/local/lib/bench-endpoint.py
     printf '%s\\n' '[Service]' User=postgres Restart=always \\
       'ExecStart=/usr/bin/python3 /usr/local/lib/bench-endpoint.py ${checks.endpoint.port}' \\
       '[Install]' WantedBy=multi-user.target >/etc/systemd/system/bench-endpoint.service
     systemctl daemon-reload && systemctl enable -q --now bench-endpoint`,
    { input },
  );
}
