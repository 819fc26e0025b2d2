// The boot after a power cut, and the stage once more.
import { setTimeout as pause } from "node:timers/promises";
import { runStep } from "../steps/steps.ts";
import type { Stage } from "./calls.ts";
import type { Cut } from "./cut.ts";
import { differsFrom, look, type Reference, wrongAfterCut } from "./look.ts";
import { consoleOf, Machine, type Made } from "./machine.ts";

export interface Survivor {
  readonly machine: Machine;
  /** What was lost or wrong; empty if nothing was. */
  readonly wrong: readonly string[];
}

export async function survive(
  made: Made,
  stage: Stage & { readonly host: string },
  reference: Reference,
  { disk, succeeded }: Cut,
  written: string,
): Promise<Survivor> {
  const machine = await Machine.boot(made, stage.host, disk, written);
  const wrong: string[] = [];
  try {
    await machine.booted();
    wrong.push(
      ...(await settled(async () => {
        const now = await look(machine.host);
        return succeeded ? differsFrom(reference.after, now) : wrongAfterCut(reference, now);
      })),
    );
    const again = await runStep(machine.host, stage, "apply");
    if (again.status !== 0) wrong.push(`the next run ends with status ${again.status}: ${again.stderr}`);
    const then = differsFrom(reference.after, await look(machine.host, "files"), /^(serves|role) /);
    wrong.push(...then.map((line) => `after the next run: ${line}`));
  } catch (error) {
    wrong.push(String(error), await consoleOf(written));
  }
  return { machine, wrong };
}

/** What is still wrong after some seconds, in which services may have yet to find each other. */
async function settled(judge: () => Promise<string[]>): Promise<string[]> {
  for (let tries = 0; ; tries += 1) {
    const wrong = await judge();
    if (tries === 3 || wrong.every((line) => !/^(unit|serves) /.test(line))) return wrong;
    await pause(5000);
  }
}
