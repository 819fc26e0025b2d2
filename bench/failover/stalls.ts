// A stall of 3 s, of PostgreSQL or of its agent, must cut no session.
import { setTimeout as sleep } from "node:timers/promises";
import { continueAgent, continuePostgres, now, stopAgent, stopPostgres } from "../lib/faults.ts";
import { type Node, nodes, type Pair } from "../lib/pair.ts";
import { Writer } from "../lib/writer.ts";

export interface Stall {
  readonly of: "database" | "agent";
  readonly seconds: number;
  /** Sessions held through it, and how many of them it cut. */
  readonly held: number;
  readonly cut: number;
}

const commands = {
  database: [stopPostgres, continuePostgres],
  agent: [stopAgent, continueAgent],
} as const;

/** `times` of each, with the settings in force, at any point of the checks' rhythm. */
export async function stalls(pair: Pair, primary: Node, times: number): Promise<readonly Stall[]> {
  const done: Stall[] = [];
  for (let index = 0; index < times; index += 1) {
    for (const what of ["database", "agent"] as const) {
      done.push(await stall(pair, primary, what));
      await pair.settled(primary);
    }
  }
  return done;
}

async function stall(pair: Pair, primary: Node, what: Stall["of"]): Promise<Stall> {
  const writers = nodes.map((node) => new Writer(node, pair.address(node), { held: true }));
  try {
    const begin = Date.now();
    for (const writer of writers) await writer.first(pair.address(primary), begin, begin + 10_000);
    await sleep(Math.random() * 1000);
    const [stop, go] = commands[what];
    const times = await pair.on(primary).run(`${stop}; ${now}; sleep 2.98; ${go}; ${now}`);
    const [from = 0, to = 0] = times.trim().split("\n").map(Number);
    // A cut would come with the last of the failed checks.
    await sleep(1500);
    const after = Date.now();
    for (const writer of writers) await writer.first(pair.address(primary), after, after + 10_000);
    return {
      of: what,
      seconds: (to - from) / 1000,
      held: writers.length,
      cut: writers.reduce((sum, { sessions }) => sum + sessions - 1, 0),
    };
  } finally {
    await Promise.all(writers.map((writer) => writer.stop()));
  }
}
