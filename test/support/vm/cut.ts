// What power cuts during one step would leave on the disk.
import { setTimeout as pause } from "node:timers/promises";
import { mustRun } from "../steps/steps.ts";
import type { Stage } from "./calls.ts";
import type { Disk, Machine } from "./machine.ts";

export interface Cut {
  readonly disk: Disk;
  /** Seconds since the stage began. */
  readonly seconds: number;
  /** Whether the stage had reported success. */
  readonly succeeded: boolean;
}

/** A copy is made this often, in milliseconds; in a long stage less often. */
const interval = 250;

/** Runs the stage; the last cut is right after its success. */
export async function cutDuring(
  machine: Machine,
  stage: Stage,
  files: string,
): Promise<{ readonly seconds: number; readonly cuts: Cut[] }> {
  const began = Date.now();
  const since = () => (Date.now() - began) / 1000;
  const cuts: Cut[] = [];
  const cut = async (succeeded: boolean) => {
    const seconds = since();
    const file = `${files}${seconds.toFixed(2)}.qcow2`;
    await machine.cutCopy(file);
    cuts.push({ disk: { file, format: "qcow2" }, seconds, succeeded });
  };
  const run = mustRun(machine.host, stage, "apply").then(() => "ended");
  while ((await Promise.race([run, pause(Math.max(interval, since() * 100), "runs")])) === "runs")
    await cut(false);
  const seconds = since();
  await cut(true);
  return { seconds, cuts };
}

/** So many of the cuts while the stage ran, evenly spread, and the one after its success. */
export function spread({ seconds, cuts }: { seconds: number; cuts: readonly Cut[] }, within: number): Cut[] {
  const during = cuts.filter(({ succeeded }) => !succeeded);
  const wanted = Array.from({ length: within }, (_, i) => ((i + 1) * seconds) / (within + 1));
  const distance = (moment: number) => (a: Cut, b: Cut) =>
    Math.abs(a.seconds - moment) - Math.abs(b.seconds - moment);
  const chosen = wanted.flatMap((moment) => during.toSorted(distance(moment))[0] ?? []);
  return [...new Set(chosen), ...cuts.filter(({ succeeded }) => succeeded)];
}
