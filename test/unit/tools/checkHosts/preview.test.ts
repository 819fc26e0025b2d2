// The preview of check-hosts leaves out what it does not read: it says the same of the steps, and names what is wrong in the stack file.
import assert from "node:assert/strict";
import { before, test } from "node:test";
import { plannedSteps } from "../../../../tools/checkHosts/plan.ts";
import { type Preview, readPreview } from "../../../../tools/report/preview.ts";
import { previewed } from "../../../../tools/report/source.ts";
import type { Stack } from "../../../support/stack/stack.ts";
import { previewWith, stackWithoutHosts } from "../../../support/report/stack.ts";

const hostKey = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAABAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhscHR4f";
const node = (name: string, address: string) => ({ name, address, hostKey });
let stack: Stack;
before(async () => {
  stack = await stackWithoutHosts("brief", {
    ssh: { user: "deploy" },
    smsNodes: [node("sms-01", "10.0.0.11"), node("sms-02", "10.0.0.12")],
    feNodes: [node("fe-01", "10.0.0.21")],
  });
  Object.assign(process.env, Object.fromEntries(stack.env.map((each) => each.split(/=(.*)/s).slice(0, 2))));
});

const longest = ({ steps }: Preview): number =>
  Math.max(...steps.map(({ newState }) => JSON.stringify(newState?.inputs["stdin"] ?? "").length));

test("a brief preview has the steps of a whole one, and no toolkit", async () => {
  const [brief, { stdout }] = [
    await previewed({ stack: stack.name, cwd: stack.folder }),
    await previewWith(stack, {}),
  ];
  const whole = readPreview(stdout);
  assert.deepEqual(plannedSteps(brief), plannedSteps(whole));
  assert.equal(plannedSteps(brief).get("fe-01")?.[0]?.step, "ready");
  assert.ok(longest(whole) > 50_000, "the toolkit is in a whole preview");
  assert.ok(longest(brief) < 20_000, "the toolkit is in the brief one, too");
});

test("what is wrong in the stack file is told", async () => {
  await stack.set({ nonsense: "1" });
  await assert.rejects(previewed({ stack: stack.name, cwd: stack.folder }), /nonsense/);
});
