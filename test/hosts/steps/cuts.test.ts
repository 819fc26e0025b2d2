// A step may be killed in front of any of its commands: what was begun is undone exactly, and the next apply converges.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { after, before, describe, it } from "node:test";
import type { TestHost } from "../../support/exec.ts";
import { differences, snapshot, type Snapshot } from "../../support/snapshot.ts";
import { makePair, smsCalls, type Pair } from "../../support/steps/pair.ts";
import { mustRun, runStep, type Call } from "../../support/steps/steps.ts";

/** How many moments of each step are tried; they are spread evenly over its commands. */
const moments = Number(process.env["N2ACD_CUT_MOMENTS"] ?? 2);

const armed = (cut: number) =>
  `env BASH_ENV=/root/cut.sh N2ACD_CUT=${cut} N2ACD_CUT_COUNT=/root/cut-count N2ACD_LOCK_WAIT=60`;

describe("a step that is killed", () => {
  let pair: Pair;
  before(async () => {
    pair = await makePair("scripts-cut", "10.213.8");
    const cut = await readFile(new URL("../../support/steps/cut.sh", import.meta.url), "utf8");
    for (const host of [pair.primary, pair.standby]) await host.run("cat > /root/cut.sh", { input: cut });
    // A standby can't go on without what the primary's step does.
    for (const call of shortCalls(pair, pair.primary)) await mustRun(pair.primary, call, "apply");
  });
  after(() => pair.remove());

  for (const name of ["packages", "database", "firewall", "agent"]) {
    for (const role of ["primary", "standby"] as const) {
      it(`${name} on the ${role} (sms-0${role === "primary" ? 1 : 2})`, { timeout: 900_000 }, async (t) => {
        const host = pair[role];
        const calls = shortCalls(pair, host);
        const at = calls.findIndex(({ step }) => step === name);
        const call = calls[at];
        assert.ok(call);
        for (const later of calls.slice(at).reverse()) await mustRun(host, later, "undo");
        for (const earlier of calls.slice(0, at)) await mustRun(host, earlier, "apply");
        const found = await snapshot(host.run);
        const [set, commands] = await measure(host, call);
        await mustRun(host, call, "undo");
        const cuts = Array.from(
          { length: moments },
          (_, i) => Math.floor(((i + 0.5) * commands) / moments) + 1,
        );
        for (const cut of cuts) {
          const label = `killed in front of command ${cut} of ${commands}`;
          t.diagnostic(label);
          assert.equal(await killed(host, call, "apply", cut), 137, label);
          await mustRun(host, call, "undo");
          assert.deepEqual(differences(found, await snapshot(host.run)), [], `undo after apply was ${label}`);
          await killed(host, call, "apply", cut);
          await mustRun(host, call, "apply");
          assert.deepEqual(differences(set, await snapshot(host.run)), [], `apply after apply was ${label}`);
          await killed(host, call, "undo", Math.floor(cut / 2));
          await mustRun(host, call, "undo");
          assert.deepEqual(differences(found, await snapshot(host.run)), [], `undo after undo was ${label}`);
        }
        for (const again of calls.slice(at)) await mustRun(host, again, "apply");
      });
    }
  }
});

/** With few rules for firewalld, which takes half a second for each. */
function shortCalls(pair: Pair, host: TestHost): Call[] {
  const fewer = ({ step, args }: Call) => (step === "firewall" ? args.slice(1, 3) : args);
  return smsCalls(pair, host).map((call) => ({ ...call, args: fewer(call) }));
}

/** What the host looks like once the step is applied, and how many commands that took. */
async function measure(host: TestHost, call: Call): Promise<[Snapshot, number]> {
  await mustRun(host, call, "apply", { shell: "bash", before: armed(0) });
  return [await snapshot(host.run), Number(await host.run("cat /root/cut-count"))];
}

async function killed(host: TestHost, call: Call, action: "apply" | "undo", cut: number): Promise<number> {
  const { status, stderr } = await runStep(host, call, action, { shell: "bash", before: armed(cut) });
  assert.ok(status === 137 || status === 0, `status ${status}: ${stderr}`);
  return status;
}
