// Measures the whole program with many hosts, each a real SSH server that runs no step:
//
//   node bench/scale/main.ts [HOSTS...]                   10, 50, 100 and 200 by default, four of them SMS nodes
//   SCENARIOS="no change" RESULTS=/tmp/s.json ...         some scenarios, with the results in another file
//
// The hosts' addresses exist only in a network namespace, so no other program sees them. The figures are written to
// bench/results/scale.json, and replace those of the same scenario and number of hosts.
import { existsSync } from "node:fs";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { cpus, loadavg, totalmem } from "node:os";
import { dirname, join } from "node:path";
import { zstdDecompressSync } from "node:zlib";
import { ownNetwork } from "../lib/ownNetwork.ts";
import { root } from "../../test/support/stack/pulumi.ts";
import { Stack } from "../../test/support/stack/stack.ts";
import { SimulatedHosts } from "./hosts.ts";
import { measure } from "./measure.ts";
import { report, type Run, type Scenario, scenarios } from "./report.ts";

// Every address of 10.99.0.0/16 is this machine's.
ownNetwork(["-r"], "ip route add local 10.99.0.0/16 dev lo");

const results = process.env["RESULTS"] ?? join(root, "bench/results/scale.json");
const wanted = (process.env["SCENARIOS"] ?? scenarios.join()).split(",");
const counts = process.argv.length > 2 ? process.argv.slice(2).map(Number) : [10, 50, 100, 200];
const smsCount = 4;

const runs: Run[] = [];
for (const count of counts) await withHosts(count);
console.log(report(runs));
process.exit(0);

async function withHosts(count: number): Promise<void> {
  const addresses = Array.from(
    { length: count },
    (_, i) => `10.99.${1 + Math.floor(i / 250)}.${1 + (i % 250)}`,
  );
  const simulated = await SimulatedHosts.start(addresses);
  const nodes = simulated.hosts.map((host, i) => {
    const [kind, number] = i < smsCount ? ["sms", i + 1] : ["fe", i - smsCount + 1];
    return { name: `${kind}-${String(number).padStart(3, "0")}`, ...host };
  });
  const stack = await Stack.create("scale", {
    smsNodes: nodes.slice(0, smsCount),
    feNodes: nodes.slice(smsCount),
    rollout: { feBatch: 10 },
  });
  const key = join(stack.folder, "key");
  await writeFile(key, simulated.privateKey, { mode: 0o600 });
  await stack.setKey(key);
  const up = ["up", "--yes", "--skip-preview"];
  await one("preview", ["preview"]);
  await one("first up", up);
  await one("no change", [...up, "--expect-no-changes"]);
  await one("preview, no change", ["preview", "--expect-no-changes"]);
  await stack.set({ "timeouts.client": "31m" });
  await one("one line", up);
  await simulated.stop();

  async function one(scenario: Scenario, args: readonly string[]): Promise<void> {
    // The later scenarios need the stack up.
    if (!wanted.includes(scenario) && scenario !== "first up") return;
    const before = simulated.connections;
    simulated.mostOpen = 0;
    const cost = await measure(stack.argv(...args), process.env);
    const file = join(stack.folder, "state/.pulumi/stacks/n2acd-ha/e2e.json.zst");
    // The size of the state as the engine writes it, before compression.
    const stateMiB = existsSync(file) ? zstdDecompressSync(await readFile(file)).length / 2 ** 20 : 0;
    const { mostOpen } = simulated;
    runs.push({
      scenario,
      hosts: count,
      ...cost,
      connections: simulated.connections - before,
      open: mostOpen,
      stateMiB,
    });
    console.log(count, scenario, cost, `load ${loadavg()[0]?.toFixed(1) ?? ""}`);
    await save();
  }
}

async function save(): Promise<void> {
  const again = new Set(runs.map(({ scenario, hosts }) => `${hosts} ${scenario}`));
  const before = existsSync(results)
    ? (JSON.parse(await readFile(results, "utf8")) as { runs: Run[] }).runs
    : [];
  const kept = before.filter(({ scenario, hosts }) => !again.has(`${hosts} ${scenario}`));
  const all = [...kept, ...runs].toSorted((a, b) => a.hosts - b.hosts);
  const content = {
    date: new Date().toISOString(),
    machine: `${cpus().length} cores, ${Math.round(totalmem() / 2 ** 30)} GiB`,
    providers: existsSync(join(root, ".dev/stand-ins")) ? "this repository's stand-ins" : "Pulumi's own",
    smsNodes: smsCount,
    runs: all,
  };
  await mkdir(dirname(results), { recursive: true });
  await writeFile(results, `${JSON.stringify(content, null, 2)}\n`);
}
