// Compares n2acd-ha, Ansible and pyinfra, on fresh dev hosts for each round and tool:
//
//   node bench/compare/main.ts [--hosts 4,50] [--runs 3] [--tools n2acd-ha,ansible,pyinfra] [--scenarios converge,...]
//
// Without --runs there are three runs with four hosts, and one with more. The figures are written to bench/results/compare.json, where they replace
// those of the same tool, scenario and hosts. The tools take turns. Each state is asserted on the hosts, so that no tool is fast by doing less.
import { existsSync } from "node:fs";
import { cpus, totalmem } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { root } from "../../test/support/stack/pulumi.ts";
import { Hosts } from "./hosts.ts";
import { readResults, type Run, writeResults } from "./results.ts";
import { sequence } from "./sequence.ts";
import { type Scenario, scenarios, type ToolName, toolNames } from "./tools.ts";

const { values } = parseArgs({
  options: {
    hosts: { type: "string", default: "4,50" },
    runs: { type: "string" },
    tools: { type: "string", default: toolNames.join() },
    scenarios: { type: "string", default: scenarios.join() },
  },
});
const wanted = chosen<Scenario>(values.scenarios, scenarios);
const tools = chosen<ToolName>(values.tools, toolNames);
const runs: Run[] = [];

for (const count of values.hosts.split(",").map(Number)) {
  const hosts = new Hosts(count);
  try {
    for (let round = 0; round < Number(values.runs ?? (count > 4 ? 1 : 3)); round += 1)
      await turns(hosts, round);
  } finally {
    await hosts.remove();
  }
}

async function turns(hosts: Hosts, round: number): Promise<void> {
  // Each round begins with another tool.
  for (const tool of tools.map((_, i) => tools[(i + round) % tools.length] ?? "n2acd-ha")) {
    for await (const run of sequence(tool, hosts, wanted)) {
      console.log(`${tool} ${run.scenario} with ${run.hosts} hosts: ${run.seconds.toFixed(1)} s`);
      runs.push(run);
      await save();
    }
  }
}

async function save(): Promise<void> {
  const kind = ({ tool, scenario, hosts }: Run): string => `${tool} ${scenario} ${hosts}`;
  const again = new Set(runs.map(kind));
  const { runs: before } = await readResults();
  const standIns = existsSync(join(root, ".dev/stand-ins"));
  await writeResults({
    machine: `${cpus().length} cores, ${Math.round(totalmem() / 2 ** 30)} GiB`,
    providers: standIns ? "this repository's stand-ins" : "Pulumi's own",
    runs: [...before.filter((run) => !again.has(kind(run))), ...runs],
  });
}

function chosen<T extends string>(text: string, all: readonly T[]): T[] {
  const words = text.split(",");
  const unknown = words.filter((word) => !(all as readonly string[]).includes(word));
  if (unknown.length > 0) throw new Error(`'${unknown.join()}' is none of ${all.join(", ")}`);
  return all.filter((word) => words.includes(word));
}
