// One `up` with faults in it, and what is right afterwards.
import { setTimeout as sleep } from "node:timers/promises";
import { type Cell, type Field, interrupts, type Runs, touched } from "./field.ts";
import { Runner } from "./runner.ts";
import { expected, type Outcome } from "../../support/lifecycle/table.ts";

/** What a struck `up` left of one cell. */
export interface Struck {
  readonly cell: Cell;
  readonly before: Runs;
  readonly left: Runs;
}

/** Up with these cells struck: what they left, and what was wrong. */
export async function strike(field: Field, cells: readonly Cell[]): Promise<[Struck[], string[]]> {
  const problems: string[] = [];
  const firsts = cells.filter((cell, i) => cells.findIndex(({ kind }) => kind === cell.kind) === i);
  for (const cell of firsts) await field.arm(cell);
  const text = diagnosed(await up(field, firsts));
  const struck: Struck[] = [];
  for (const cell of cells) {
    await field.ended(cell);
    const name = `${touched[cell.kind]}-${cell.step}`;
    if (!(await field.struck(cell))) problems.push(`${name}: the fault never struck:\n${text}`);
    const failed = new RegExp(`\\(${name}\\)`).test(text);
    const through = expected(field.mode, cell.kind, cell.step, cell.fault) === "through";
    if (cell.fault !== "runner killed" && failed === through)
      problems.push(`${name}: ${failed ? "failed" : "did not fail"}:\n${text}`);
    if (
      failed &&
      !through &&
      !new RegExp(`${touched[cell.kind]}: step ${cell.step}: .*What to do: `).test(text)
    )
      problems.push(`${name}: no sentence says what to do:\n${text}`);
    struck.push({ cell, before: await field.before(cell), left: await field.runs(cell) });
  }
  for (const cell of firsts) await field.mend(cell);
  return [struck, problems];
}

/** Of what Pulumi said: what went wrong. */
function diagnosed(text: string): string {
  return text.replace(/^[^]*\nDiagnostics:/, "").replace(/\nOutputs:[^]*/, "");
}

async function up(field: Field, cells: readonly Cell[]): Promise<string> {
  const [first] = cells;
  if (first === undefined || !interrupts(first.fault) || first.fault === "connection cut")
    return (await field.stack.up("--continue-on-error")).text;
  const allWait = (ended: Promise<string>) =>
    Promise.race([
      Promise.all(cells.map((cell) => field.waits(cell))),
      ended.then((text) =>
        Promise.reject(new Error(`up ended, and the step never came to that moment:\n${text}`)),
      ),
    ]);
  if (first.fault === "runner killed") {
    const runner = new Runner(field.stack);
    try {
      await allWait(runner.ended.then(() => ""));
    } finally {
      await runner.kill();
    }
    for (const cell of cells) await field.letGo(cell);
    await sleep(200);
    return "";
  }
  const ran = field.stack.up("--continue-on-error");
  try {
    await allWait(ran.then(({ text }) => text));
    const nodes = cells.map(({ kind }) => touched[kind]);
    await field.hosts.power("kill", ...nodes);
    await field.hosts.power("start", ...nodes);
    await field.hosts.settled();
  } finally {
    await ran;
  }
  return (await ran).text;
}

/**
 * Whether a cell left what it should: of the step's own things all the old or all the new, which is what its node had once
 * it had converged. `all` looks at the other steps' things as well: none of them is other than before or afterwards.
 */
export function judge({ cell, before, left }: Struck, converged: Runs, field: Field, all: boolean): string[] {
  const own = (line: string) => line.startsWith(`${cell.step}\t`);
  const wanted: Outcome = expected(field.mode, cell.kind, cell.step, cell.fault);
  const right = wanted === "before" ? before : converged;
  // A step that sudo refuses never begins: what was there before is from before the whole \`up\`.
  const rest = all && cell.fault !== "wrong sudo" ? left.filter((line) => !own(line)) : [];
  const strange = rest.filter((line) => !before.includes(line) && !right.includes(line));
  const differs = changed(right.filter(own), left.filter(own));
  const found = [...differs, ...strange.map((line) => `  ? ${line}`)];
  if (found.length === 0) return [];
  return [`${touched[cell.kind]}-${cell.step}, ${cell.fault}: expected ${wanted}:\n${found.join("\n")}`];
}

function changed(wanted: readonly string[], found: readonly string[]): string[] {
  return [
    ...wanted.filter((line) => !found.includes(line)).map((line) => `  - ${line}`),
    ...found.filter((line) => !wanted.includes(line)).map((line) => `  + ${line}`),
  ];
}
