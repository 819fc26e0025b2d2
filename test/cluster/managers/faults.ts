// What happens to the primary, and what ends it. Nobody but the manager promotes.
import { runProgram } from "../../../lib/program.ts";
import { continuePostgres, cut, kill, mend, now, stopPostgres } from "../../support/pair/faults.ts";
import { type Node, otherThan } from "../../support/pair/pair.ts";
import type { FaultName } from "../../support/managers/seen.ts";
import type { Field } from "./field.ts";

export interface Struck {
  /** The moment, as Date.now(); undefined where nothing is wrong with the old primary. */
  readonly at?: number;
  /** A command that goes on, and ends well. */
  readonly ended?: Promise<void>;
}

export interface Fault {
  readonly name: FaultName;
  /** Begins it. */
  readonly strike: (field: Field) => Promise<Struck>;
  /** For the old primary's host: ends it, once clients write to the new primary. */
  readonly heal?: (field: Field) => string;
  /** The old primary's host hears and says nothing meanwhile. */
  readonly silent?: boolean;
}

const on = (command: string) => async (field: Field) => {
  const said = await field.on(field.primary).run(`${command}; ${now}`);
  return { at: Number(said.trim().split("\n").at(-1)) };
};

/** Ends the fault, and where there is a watchdog, that has ended everything else before. */
const reset =
  (end: string) =>
  ({ manager: { watchdog } }: Field): string =>
    watchdog === undefined ? end : `${watchdog.stop}; ${end}; ${watchdog.start}`;

export const all: readonly Fault[] = [
  { name: "PostgreSQL is killed", strike: on(kill) },
  { name: "PostgreSQL hangs", strike: on(stopPostgres), heal: reset(continuePostgres) },
  { name: "the host is cut off", strike: on(cut("input", "output")), heal: reset(mend), silent: true },
  {
    name: "planned switchover",
    strike: (field) => Promise.resolve({ ended: switchOver(field, otherThan(field.primary)) }),
  },
];

async function switchOver(field: Field, to: Node): Promise<void> {
  const { status, stdout, stderr } = await runProgram(field.pair.stack.tool("switchover", to, "--json"));
  if (status !== 0) throw new Error(`the switchover ended with ${String(status)}: ${stderr}${stdout}`);
}
