// A stack whose state has no host, because there was no up yet or another backend is asked: no command says that all is well.
import assert from "node:assert/strict";
import { chmod, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { runProgram } from "../../../lib/program.ts";

let folder = "";
before(async () => {
  folder = await mkdtemp(join(tmpdir(), "n2acd-no-hosts-"));
  const pulumi = join(folder, "pulumi");
  await writeFile(pulumi, `#!/bin/sh\necho '{"version":3,"deployment":{}}'\n`);
  await chmod(pulumi, 0o755);
});
after(() => rm(folder, { recursive: true }));

for (const words of [
  ["status", "prod"],
  ["drift", "prod"],
  ["rehearsal", "prod"],
  ["switchover", "prod", "sms-02"],
])
  test(words.join(" "), async () => {
    const [tool = "", ...rest] = words;
    const { status, stdout, stderr } = await runProgram(
      [process.execPath, join(import.meta.dirname, `../../../tools/${tool}.ts`), ...rest],
      { env: { ...process.env, PATH: `${folder}:${process.env["PATH"] ?? ""}` } },
    );
    assert.deepEqual([status, stdout], [3, ""]);
    assert.match(
      stderr,
      new RegExp(`^${tool}: the state of the stack prod has no host\\. Run pulumi up first`),
    );
  });
