// Whichever process stops for 3 s, no session may be cut.
import { setTimeout as sleep } from "node:timers/promises";
import {
  continueAgent,
  continuePostgres,
  now,
  stopAgent,
  stopPostgres,
} from "../../test/support/pair/faults.ts";
import { nodes } from "../../test/support/pair/pair.ts";
import { Writer } from "../../test/support/pair/writer.ts";
import type { Field } from "../../test/support/failover/field.ts";
import type { Stall } from "../../test/support/failover/records.ts";

const guard = "$(systemctl show -p MainPID --value n2acd-ha-guard)";

export const stalling: Readonly<Record<Stall["of"], readonly [stop: string, go: string]>> = {
  database: [stopPostgres, continuePostgres],
  agent: [stopAgent, continueAgent],
  guard: [`kill -STOP ${guard}`, `kill -CONT ${guard}`],
  "all three": [
    `${stopPostgres}; kill -STOP ${guard}; ${stopAgent}`,
    `${continuePostgres}; ${continueAgent}; kill -CONT ${guard}`,
  ],
};

/** Stops `of` for 3 s, at a random time between two checks, and counts the sessions that are cut. */
export async function stall({ agent, pair, primary }: Field, of: Stall["of"]): Promise<Stall> {
  const writers = nodes.map((node) => new Writer(node, pair.address(node), { held: true }));
  try {
    const begin = Date.now();
    for (const writer of writers) await writer.first(pair.address(primary), begin, begin + 10_000);
    await sleep(Math.random() * 1000);
    const [stop, go] = stalling[of];
    const times = await pair.on(primary).run(`${stop}; ${now}; sleep 2.98; ${go}; ${now}`);
    const [from = 0, to = 0] = times.trim().split("\n").map(Number);
    // HAProxy would cut a session only when the last of the failed checks has ended.
    await sleep(1500);
    const after = Date.now();
    for (const writer of writers) await writer.first(pair.address(primary), after, after + 10_000);
    return {
      ...{ what: "stall", agent, of, seconds: (to - from) / 1000, held: writers.length },
      cut: writers.reduce((sum, { sessions }) => sum + sessions - 1, 0),
    };
  } finally {
    await Promise.all(writers.map((writer) => writer.stop()));
  }
}
