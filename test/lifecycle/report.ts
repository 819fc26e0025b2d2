// The table of a run: which cells were tried, and what came of them.
import { table } from "../../lib/table.ts";
import type { Cell } from "./field.ts";
import {
  expected,
  type Fault,
  faultNames,
  feSteps,
  type Kind,
  type Mode,
  smsSteps,
  type Step,
} from "./table.ts";

export class Report {
  readonly #mode: Mode;
  readonly #seen = new Map<string, string>();

  constructor(mode: Mode) {
    this.#mode = mode;
  }

  note({ kind, step, fault }: Cell, problems: readonly string[]): void {
    const outcome = expected(this.#mode, kind, step, fault);
    this.#seen.set(key(kind, step, fault), problems.length === 0 ? outcome : "FAILED");
  }

  print(): void {
    const steps = [
      ...smsSteps.map((step) => ["sms", step] as const),
      ...feSteps.map((step) => ["fe", step] as const),
    ];
    const rows = steps.map(([kind, step]) => [
      `${kind} ${step}`,
      ...faultNames.map((fault) => this.#seen.get(key(kind, step, fault)) ?? "-"),
    ]);
    console.log(`${this.#mode}:\n${table([["", ...faultNames], ...rows], 99)}`);
  }
}

const key = (kind: Kind, step: Step, fault: Fault): string => `${kind} ${step} ${fault}`;
