// The package manager itself is killed in the middle, as when a host runs out of memory or loses power.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { quote } from "../../support/exec.ts";
import { differences, snapshot, type Snapshot } from "../../support/snapshot.ts";
import { makePair, smsCalls, type Pair } from "../../support/steps/pair.ts";
import { mustRun, runStep } from "../../support/steps/steps.ts";

/** Seconds until the kill; more of them find more. */
const delays = (process.env["N2ACD_KILL_AFTER"] ?? "0.9").split(",").map(Number);

/** Shell text in front of a step: everything below it is gone, by SIGKILL, after so many seconds. */
const killAll = (seconds: number) => {
  const kill = `sleep ${seconds}; kill -9 $! $(ps -eo pid=,comm= | awk '$2 ~ /^(apt-get|dpkg|dpkg-.*|dnf|rpm)$/ { print $1 }')`;
  return `sh -c ${quote(`"$@" <&0 & ${kill} 2>/dev/null; wait $!`)} sh`;
};

/** Users and groups may come in another order. */
const order = /^content \/etc\/(passwd|group|g?shadow)$/;

describe("packages, when the package manager is killed", () => {
  let pair: Pair;
  before(async () => {
    pair = await makePair("scripts-pm", "10.213.9");
  });
  after(() => pair.remove());

  for (const name of ["primary", "standby"] as const) {
    it(`on the ${name}`, { timeout: 600_000 }, async () => {
      const host = pair[name];
      const call = smsCalls(pair, host)[1];
      assert.ok(call);
      const found = await snapshot(host.run);
      await mustRun(host, call, "apply");
      const set = await snapshot(host.run);
      await mustRun(host, call, "undo");

      const outcomes: number[] = [];
      let said: string[] = [];
      const kill = async (action: "apply" | "undo", delay: number) => {
        const { status, stderr } = await runStep(host, call, action, { before: killAll(delay) });
        outcomes.push(status);
        said = [`${action}, killed after ${delay} s:`, stderr];
      };
      const expect = async (wanted: Snapshot, action: "apply" | "undo") => {
        said.push(`then ${action}:`, ...(await mustRun(host, call, action)));
        const different = differences(
          wanted,
          await snapshot(host.run),
          action === "apply" ? order : undefined,
        );
        assert.deepEqual(different, [], [...said, ...different].join("\n"));
      };
      for (const delay of delays) {
        await kill("apply", delay);
        await expect(set, "apply");
        await kill("undo", delay);
        await expect(found, "undo");
        await kill("apply", delay);
        await expect(found, "undo");
      }
      assert.ok(
        outcomes.some((status) => status !== 0),
        "no kill hit anything: the delays are wrong",
      );
    });
  }
});
