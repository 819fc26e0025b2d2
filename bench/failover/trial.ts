// One failover: a fault on the primary, the promotion of the standby as early as anybody could, and the wait for the
// first row that the new primary takes through each node.
import { setTimeout as sleep } from "node:timers/promises";
import { clear, cut, kill, now, stopAgent, stopPostgres } from "../lib/faults.ts";
import { type Node, nodes, otherThan, type Pair } from "../lib/pair.ts";
import { Psql } from "../lib/psql.ts";
import { Writer } from "../lib/writer.ts";

/**
 * What becomes of the primary's PostgreSQL. `hung`: it stands still, and so does an agent that asks it without a limit of
 * its own, as psql and libpq do. `hung-answered`: it stands still, and the agent says 503 after a second.
 */
export const faults = ["killed", "hung", "hung-answered", "vanished"] as const;
export type Fault = (typeof faults)[number];

const strike: Readonly<Record<Fault, string>> = {
  killed: kill,
  hung: `${stopPostgres}; ${stopAgent}`,
  "hung-answered": stopPostgres,
  vanished: cut("input", "output"),
};

export interface Run {
  readonly fault: Fault;
  /** Through whose port 15432. */
  readonly node: Node;
  /** From the moment a writable primary existed again to the first row acknowledged. */
  readonly seconds: number;
  /** From the fault to the same row. */
  readonly sinceFault: number;
}

/** Longer than any bound. */
const patience = 60_000;

/** `primary` fails, and is a streaming standby of the other one in the end. */
export async function failover(pair: Pair, fault: Fault, primary: Node): Promise<readonly Run[]> {
  const successor = otherThan(primary);
  const alive = nodes.filter((node) => fault !== "vanished" || node !== primary);
  const psql = await Psql.open(pair.container(successor));
  const writers = alive.map((node) => new Writer(node, pair.address(node)));
  let seen: readonly Run[];
  try {
    const begin = Date.now();
    for (const writer of writers) await writer.first(pair.address(primary), begin, begin + patience);
    // The fault meets the checks at any point of their rhythm.
    await sleep(Math.random() * 3000);
    const struck = Number(await pair.on(primary).run(`${strike[fault]}; ${now}`));
    const promoted = await psql.promote();
    const firsts = writers.map((writer) => writer.first(pair.address(successor), 0, promoted + patience));
    seen = (await Promise.all(firsts)).map(({ acked }, index) => ({
      fault,
      node: alive[index] ?? successor,
      seconds: (acked - promoted) / 1000,
      sinceFault: (acked - struck) / 1000,
    }));
  } finally {
    psql.end();
    await Promise.all(writers.map((writer) => writer.stop()));
    await pair.on(primary).run(clear);
  }
  await pair.rejoin(primary);
  await pair.settled(successor);
  return seen;
}
