// What make host-keys says to somebody who is not ready for it yet.
import assert from "node:assert/strict";
import { chmod, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { runProgram } from "../../../../lib/program.ts";

let folder = "";
before(async () => {
  folder = await mkdtemp(join(tmpdir(), "n2acd-host-keys-"));
  const ssh = join(folder, "ssh");
  await writeFile(ssh, "#!/bin/sh\nprintf 'ssh: connect to host: Connection refused\\r\\n' >&2\nexit 255\n");
  await chmod(ssh, 0o755);
  await writeFile(join(folder, "Pulumi.empty.yaml"), "encryptionsalt: v1:a\n");
  await writeFile(
    join(folder, "Pulumi.prod.yaml"),
    "config:\n  n2acd-ha:smsNodes:\n    - { name: sms-01, address: 10.0.0.11 }\n",
  );
});
after(() => rm(folder, { recursive: true }));

const cases: Readonly<Record<string, readonly [words: string[], status: number, said: RegExp]>> = {
  "no stack": [[], 3, /^host-keys: say which stack: make host-keys STACK=prod\n$/],
  "a stack without a file": [
    ["prd"],
    3,
    /^host-keys: there is no \S+Pulumi\.prd\.yaml\. .*pulumi stack init prd/,
  ],
  "a stack file without hosts": [
    ["empty"],
    3,
    /^host-keys: \S+ names no host: add smsNodes and feNodes first/,
  ],
  "a host that does not answer": [
    ["prod"],
    1,
    /^sms-01, 10\.0\.0\.11 port 22\n {2}shows no key: ssh: .* refused\nNo key of sms-01: see that SSH answers/,
  ],
};
for (const [name, [words, status, said]] of Object.entries(cases))
  test(name, async () => {
    const tool = join(import.meta.dirname, "../../../../tools/host-keys.ts");
    const ended = await runProgram([process.execPath, tool, ...words, "--cwd", folder], {
      env: { ...process.env, PATH: `${folder}:${process.env["PATH"] ?? ""}` },
    });
    assert.match(ended.stdout + ended.stderr, said);
    assert.equal(ended.status, status);
  });
