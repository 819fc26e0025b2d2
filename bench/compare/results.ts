// The raw figures: bench/results/compare.json. A run of a part replaces that part's figures and keeps the others.
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { root } from "../../test/support/stack/pulumi.ts";
import type { Scenario, ToolName } from "./tools.ts";

export interface Run {
  readonly tool: ToolName;
  readonly scenario: Scenario;
  readonly hosts: number;
  readonly seconds: number;
  /** User and system time of the runner and all processes that it started on this machine. */
  readonly cpuSeconds: number;
  /** The highest memory use of the same processes together, with shared memory counted once. */
  readonly peakMiB: number;
  /** TCP connections to the hosts' sshd. */
  readonly connections: number;
  /** To and from the hosts' sshd. */
  readonly bytes: number;
  /** When the run began. */
  readonly at: string;
}

export interface Results {
  readonly machine: string;
  /** Whether n2acd-ha ran with Pulumi's own plugins, or with this repository's stand-ins. */
  readonly providers: string;
  readonly runs: readonly Run[];
}

const file = process.env["RESULTS"] ?? join(root, "bench/results/compare.json");

export async function readResults(): Promise<Results> {
  try {
    return JSON.parse(await readFile(file, "utf8")) as Results;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return { machine: "", providers: "", runs: [] };
    throw error;
  }
}

export async function writeResults(results: Results): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  const runs = results.runs.map((run) => `    ${JSON.stringify(run)}`).join(",\n");
  const { machine, providers } = results;
  await writeFile(
    file,
    `{\n  "machine": ${JSON.stringify(machine)},\n  "providers": ${JSON.stringify(providers)},\n  "runs": [\n${runs}\n  ]\n}\n`,
  );
}
