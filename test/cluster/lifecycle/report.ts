// What a run of test-lifecycle has seen: printed as a table, and kept in seen.json, from which docs/faults.md knows it.
import { readFileSync, writeFileSync } from "node:fs";
import { table } from "../../../lib/table.ts";
import { type Cell, touched } from "./field.ts";
import {
  cellKey,
  expected,
  faultNames,
  feSteps,
  type Mode,
  smsSteps,
} from "../../support/lifecycle/table.ts";

const file = new URL("../../support/lifecycle/seen.json", import.meta.url);

export class Report {
  readonly #mode: Mode;
  readonly #outcomes = new Map<string, string>();

  constructor(mode: Mode) {
    this.#mode = mode;
  }

  /** @param problems of the run; those that begin with another step's name are not this one's. */
  note(cell: Cell, problems: readonly string[]): void {
    const { kind, step, fault } = cell;
    const key = cellKey(this.#mode, kind, step, fault);
    const others = /^(sms|fe)-0\d-[a-z-]+[,:]/;
    const own = `${touched[kind]}-${step}`;
    const good = problems.every(
      (text) => others.test(text) && !text.startsWith(`${own},`) && !text.startsWith(`${own}:`),
    );
    this.#outcomes.set(key, good ? expected(this.#mode, kind, step, fault) : "FAILED");
    const seen = new Set(JSON.parse(readFileSync(file, "utf8")) as string[]);
    if (good) seen.add(key);
    else seen.delete(key);
    writeFileSync(file, `${JSON.stringify([...seen].sort(), undefined, 2)}\n`);
  }

  print(): void {
    const steps = [
      ...smsSteps.map((step) => ["sms", step] as const),
      ...feSteps.map((step) => ["fe", step] as const),
    ];
    const rows = steps.map(([kind, step]) => [
      `${kind} ${step}`,
      ...faultNames.map((fault) => this.#outcomes.get(cellKey(this.#mode, kind, step, fault)) ?? "-"),
    ]);
    console.log(`${this.#mode}:\n${table([["", ...faultNames], ...rows], 99)}`);
  }
}
