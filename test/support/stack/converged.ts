import assert from "node:assert/strict";
import { join } from "node:path";
import { local } from "../exec.ts";
import { root } from "./pulumi.ts";
import type { Stack } from "./stack.ts";

/** Another `up` of these four hosts has nothing to do, and nobody finds any drift. */
export async function assertConverged(stack: Stack): Promise<void> {
  await stack.must("preview", "--expect-no-changes");
  const { env, name, folder: cwd } = stack;
  const look = [process.execPath, join(root, "tools/drift.ts"), name, "--cwd", cwd];
  const { status, stdout, stderr } = await local(["env", ...env, ...look]);
  assert.deepEqual([status, stdout, stderr], [0, `4 hosts are as the stack ${name} applied them\n`, ""]);
}
