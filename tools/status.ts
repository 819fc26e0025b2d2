/** Prints what each HAProxy of a stack sees now: `node tools/status.ts STACK`. */
import { execFileSync } from "node:child_process";
import { styleText } from "node:util";
import { z } from "zod";
import { parseStats, type ServerRow } from "../lib/haproxy/stats.ts";

const Outputs = z.object({
  stats: z.record(z.string(), z.string()),
  statsUser: z.string(),
  statsPassword: z.string(),
});

const [stack = "dev"] = process.argv.slice(2);
const outputs = Outputs.parse(
  JSON.parse(
    execFileSync("pulumi", ["stack", "output", "--stack", stack, "--json", "--show-secrets"], {
      encoding: "utf8",
    }),
  ),
);

const authorization = `Basic ${Buffer.from(`${outputs.statsUser}:${outputs.statsPassword}`).toString("base64")}`;
const views = await Promise.all(
  Object.entries(outputs.stats).map(async ([node, url]) => ({ node, servers: await servers(url) })),
);
for (const { node, servers } of views) {
  if (typeof servers === "string") console.log(`${node}  ${styleText("red", servers)}`);
  else for (const server of servers) console.log(line(node, server));
}
if (views.some(({ servers }) => typeof servers === "string")) process.exitCode = 1;

async function servers(url: string): Promise<ServerRow[] | string> {
  try {
    const response = await fetch(`${url};csv`, {
      headers: { authorization },
      signal: AbortSignal.timeout(3000),
    });
    if (!response.ok) return `HAProxy answers ${response.status}`;
    return parseStats(await response.text());
  } catch (error) {
    return `HAProxy does not answer: ${error instanceof Error ? error.message : String(error)}`;
  }
}

function line(node: string, { proxy, server, status, check, sessions }: ServerRow): string {
  const state = styleText(status.startsWith("UP") ? "green" : "yellow", status.padEnd(9));
  return `${node.padEnd(12)}${proxy.padEnd(16)}${server.padEnd(12)}${state} ${check.padEnd(18)}${sessions} sessions`;
}
