// Power cuts at points spread over every step of a node of one kind.
import assert from "node:assert/strict";
import { createServer, type Server } from "node:http";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { fileURLToPath } from "node:url";
import { local } from "../exec.ts";
import { differences, snapshot } from "../snapshot.ts";
import { clientKey } from "../stack/hosts.ts";
import { mustRun } from "../steps/steps.ts";
import { acceleratorFor } from "./accelerator.ts";
import { jarvisPort, type Kind, stagesOf } from "./calls.ts";
import { Course, type Played } from "./course.ts";
import { type Cut, spread } from "./cut.ts";
import { wrongOnDisk } from "./disk.ts";
import type { Machine, Made } from "./machine.ts";
import { survive } from "./survive.ts";

/**
 * The disks of all cuts are read. From how many of each stage a machine boots, besides the one after its success; with `none` no machine boots.
 */
const within = process.env["CUTS"] ?? "2";
const wanted = process.env["STEP"]?.split(",");

export function powerCuts(kind: Kind): void {
  const stages = stagesOf(kind);
  const host = `${kind}-01`;
  describe(`power cuts of ${kind === "sms" ? "an SMS node" : "a front end"}`, { concurrency: 1 }, () => {
    let made: Made;
    let course: Course;
    let jarvis: Server;
    let last: Machine | undefined;

    before(async () => {
      // A front end requests Jarvis's API from an SMS node.
      jarvis = createServer((_, answer) => answer.end("jarvis\n"));
      jarvis.listen(kind === "fe" ? jarvisPort : 0, "127.0.0.1");
      made = await makeMachines();
      course = await Course.open(made, kind, stages);
    });
    after(async () => {
      await last?.kill();
      await course.close();
      jarvis.close();
    });

    for (const [i, stage] of stages.entries()) {
      const { title, step } = stage;
      const skip = wanted !== undefined && !wanted.includes(step) && !wanted.includes(title);
      it(title, { skip }, async (test) => {
        const played = await course.played(i);
        const lost: string[] = [];
        for (const cut of played.cuts) {
          const wrong = await wrongOnDisk(played, cut);
          lost.push(...wrong.map((what) => `the disk of a ${when(cut, played)}: ${what}`));
        }
        test.diagnostic(
          `${title}: ${played.cuts.length} disks read, ${lost.length === 0 ? "nothing lost" : lost.join("; ")}`,
        );
        for (const cut of within === "none" ? [] : spread(played, Number(within))) {
          await last?.kill();
          const survivor = await survive(
            made,
            { ...stage, host },
            played,
            cut,
            join(made.image, `${kind}.qcow2`),
          );
          last = survivor.machine;
          const { wrong } = survivor;
          test.diagnostic(
            `${title}, ${when(cut, played)}: ${wrong.length === 0 ? "boots, serves, completed" : wrong.join("; ")}`,
          );
          lost.push(...wrong.map((what) => `after the ${when(cut, played)}: ${what}`));
        }
        assert.deepEqual(lost, []);
      });
    }

    it(
      "undoes all of it on the machine that survived the last cut",
      { skip: wanted !== undefined || within === "none" },
      async () => {
        assert.ok(last);
        for (const stage of [...stages].reverse()) await mustRun(last.host, stage, "undo");
        assert.deepEqual(differences(await course.found(), await snapshot(last.host.run)), []);
      },
    );
  });
}

function when({ seconds, succeeded }: Cut, { seconds: all }: Played): string {
  return `cut after ${seconds.toFixed(1)} of ${all.toFixed(1)} s${succeeded ? ", when it had reported success" : ""}`;
}

async function makeMachines(): Promise<Made> {
  const build = fileURLToPath(new URL("image/build.sh", import.meta.url));
  const { status, stdout, stderr } = await local([build]);
  if (status !== 0) throw new Error(stderr);
  const image = stdout.trim();
  return { image, keyFile: clientKey, accelerator: await acceleratorFor(image) };
}
