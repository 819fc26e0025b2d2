// The steps in the order in which a run strikes them. Up stops at the last cell of a round and goes through those before it;
// where there are both nodes' cells, the last of each.
import type { Cell } from "./field.ts";
import {
  expected,
  type Fault,
  feSteps,
  type Kind,
  type Mode,
  smsSteps,
  type Step,
} from "../../support/lifecycle/table.ts";

export type Round = readonly Cell[];

const cellsOf = (kind: Kind, fault: Fault, wanted: string): Cell[] =>
  (kind === "sms" ? smsSteps : feSteps)
    .map((step: Step) => ({ kind, step, fault }))
    .filter(({ step }) => wanted === "" || wanted === step || wanted === `${kind}-${step}`);

/**
 * On a cluster that serves: each step that the fault stops by itself, and all others in one `up`.
 *
 * @param wanted a step's name, to do that one only.
 */
export function changeRounds(fault: Fault, wanted = ""): Round[] {
  const cells = [...cellsOf("sms", fault, wanted), ...cellsOf("fe", fault, wanted)];
  const through = cells.filter((cell) => passes("change", cell));
  const stopped = cells.filter((cell) => !through.includes(cell));
  return [...stopped.map((cell) => [cell]), through].filter((round) => round.length > 0);
}

/** Of a first `up`, on nodes of one kind: from one step that the fault stops to the next one. */
export function firstRounds(kind: Kind, fault: Fault, wanted = ""): Round[] {
  const rounds: Cell[][] = [[]];
  for (const cell of cellsOf(kind, fault, wanted)) {
    rounds.at(-1)?.push(cell);
    if (!passes("first", cell)) rounds.push([]);
  }
  return rounds.filter((round) => round.length > 0);
}

export function passes(mode: Mode, { kind, step, fault }: Cell): boolean {
  return expected(mode, kind, step, fault) === "through";
}

export function nameOf(cells: Round): string {
  return cells.map(({ kind, step, fault }) => `${kind}-${step}, ${fault}`).join("; ");
}
