// The profiles guide and fast side by side: RUNS (15) failovers of each fault with each profile, in turns of TURN (5).
// Two containers of its own for about 40 minutes; prints a table, and ends with 1 where fast is not what it should be.
//
//   node bench/failover/main.ts                          into bench/results/failover.json and docs/failover.svg
//   RUNS=1 RESULTS=/tmp/f.json PLOT=/tmp/f.svg node bench/failover/main.ts
import { mkdir, writeFile } from "node:fs/promises";
import { cpus, loadavg } from "node:os";
import { dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { root } from "../../test/e2e/support/pulumi.ts";
import { otherThan, Pair, type Node } from "../lib/pair.ts";
import { createRows } from "../lib/rows.ts";
import { allBounds, profileNames } from "./bounds.ts";
import { plot } from "./plot.ts";
import { type Measured, shortcomings, summary } from "./report.ts";
import { stalls } from "./stalls.ts";
import { failover, faults } from "./trial.ts";

const total = Number(process.env["RUNS"] ?? 15);
const turn = Math.min(total, Number(process.env["TURN"] ?? 5));
const results = process.env["RESULTS"] ?? join(root, "bench/results/failover.json");
const picture = process.env["PLOT"] ?? join(root, "docs/failover.svg");

/** A HAProxy younger than this may not hand on what it knows. */
const settleAfterReload = 6000;

const pair = new Pair("n2acd-bench-failover", "172.30.93");
const runs: Measured[] = [];
const loads: number[] = [];
const date = new Date().toISOString();
const machine = `${cpus().length} cores, ${cpus()[0]?.model ?? "?"}`;

try {
  await pair.up({ failover: "guide" });
  await createRows(pair, "sms-01");
  let primary: Node = "sms-01";
  for (let done = 0; done < total; done += turn) {
    for (const profile of profileNames) {
      await pair.stack.set({ failover: profile });
      await pair.stack.mustUp();
      await sleep(settleAfterReload);
      await pair.settled(primary);
      for (let index = done; index < Math.min(done + turn, total); index += 1) {
        for (const fault of faults) {
          const measured = (await failover(pair, fault, primary)).map((run) => ({ profile, ...run }));
          runs.push(...measured);
          loads.push(loadavg()[0] ?? 0);
          primary = otherThan(primary);
          console.log(
            profile,
            fault,
            ...measured.map(({ node, seconds }) => `${node} ${seconds.toFixed(2)} s`),
          );
          await save({});
        }
      }
    }
  }
  const stalled = await stalls(pair, primary, Math.min(total, 5));
  console.log(stalled);
  await save({ stalls: stalled });
  await mkdir(dirname(picture), { recursive: true });
  await writeFile(picture, plot(runs, `${total} failovers for each row, ${date.slice(0, 10)}, ${machine}`));
} finally {
  await pair.down();
}

console.log(summary(runs));
const wrong = shortcomings(runs);
for (const line of wrong) console.log(line);
process.exitCode = wrong.length === 0 ? 0 : 1;

async function save(more: object): Promise<void> {
  const content = { date, machine, load: loads, runs, bounds: allBounds(), ...more };
  await mkdir(dirname(results), { recursive: true });
  await writeFile(results, `${JSON.stringify(content, null, 2)}\n`);
}
