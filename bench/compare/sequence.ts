// Runs one tool on fresh hosts through the scenarios in their order. Those that were not requested run to prepare the next one.
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { local } from "../../test/support/exec.ts";
import { type Hosts, type Site } from "./hosts.ts";
import { SshCounter } from "./network.ts";
import type { Run } from "./results.ts";
import { assertConverged, assertUndone } from "./state.ts";
import { folder, type Scenario, scenarios, type ToolName, tools } from "./tools.ts";

/** The result that `measured.py` writes. */
interface Measured {
  readonly status: number;
  readonly seconds: number;
  readonly cpuSeconds: number;
  readonly peakMiB: number;
}

export async function* sequence(
  name: ToolName,
  hosts: Hosts,
  wanted: readonly Scenario[],
): AsyncGenerator<Run> {
  await hosts.reset();
  let site: Site = await hosts.site(folder);
  const tool = tools[name]();
  await tool.start(site);
  const last = Math.max(...wanted.map((scenario) => scenarios.indexOf(scenario)));
  for (const scenario of scenarios.slice(0, last + 1)) {
    if (scenario === "one-line") {
      site = { ...site, clientTimeout: "31m" };
      await tool.change(site);
    }
    if (scenario === "drift") await drift(hosts, site);
    const { status, output, ...figures } = await measure(hosts, tool.command(scenario));
    await writeFile(join(folder, `${name}-${hosts.nodes.length}-${scenario}.log`), output);
    if (status !== (scenario === "drift" ? tool.drifted : 0))
      throw new Error(`${name}, ${scenario}: ended with ${status}\n${output}`);
    if (scenario === "drift") {
      if (!output.includes("timeout client 29m"))
        throw new Error(`${name} does not show the drift:\n${output}`);
      await mend(hosts, site);
    } else if (scenario === "destroy") await assertUndone(hosts, site);
    else await assertConverged(hosts, site);
    if (wanted.includes(scenario)) yield { tool: name, scenario, hosts: hosts.nodes.length, ...figures };
  }
}

/** Changes the line on the last front end, as a person would by hand. */
async function drift(hosts: Hosts, site: Site): Promise<void> {
  await edited(hosts, site, "timeout client 31m", "timeout client 29m");
}

async function mend(hosts: Hosts, site: Site): Promise<void> {
  await edited(hosts, site, "timeout client 29m", "timeout client 31m");
}

async function edited(hosts: Hosts, { fe }: Site, from: string, to: string): Promise<void> {
  await hosts.on(fe.at(-1)?.name ?? "").run(`sed -i 's/${from}/${to}/' /etc/haproxy/haproxy.cfg`);
}

async function measure(
  hosts: Hosts,
  { argv, cwd }: { readonly argv: readonly string[]; readonly cwd: string },
): Promise<Omit<Run, "tool" | "scenario" | "hosts"> & { readonly status: number; readonly output: string }> {
  await mkdir(folder, { recursive: true });
  const result = join(folder, "measured.json");
  const wrapper = join(import.meta.dirname, "measured.py");
  const counter = await SshCounter.start("n2acd-bench-compare", hosts.subnet);
  try {
    const at = new Date().toISOString();
    const ended = await local(["env", "-C", cwd, "python3", wrapper, result, ...argv], {
      timeout: 1_800_000,
    });
    const output = ended.stdout + ended.stderr;
    if (ended.status !== 0) throw new Error(output);
    const measured = JSON.parse(await readFile(result, "utf8")) as Measured;
    return { at, ...measured, ...(await counter.take()), output };
  } finally {
    await counter.stop();
  }
}
