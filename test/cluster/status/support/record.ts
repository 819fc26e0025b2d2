// What the hosts of a stack say now, for the tests that need no host.
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Stack } from "../../../support/stack/stack.ts";
import { appliedHosts } from "../../../../tools/hosts/applied.ts";
import { ssh } from "../../../../tools/hosts/ssh.ts";
import { questionFor, scriptFor } from "../../../../tools/status/question.ts";

const answers = join(import.meta.dirname, "../../../support/status/answers");

export async function record(stack: Stack, name: string): Promise<void> {
  const folder = join(answers, name);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const hosts = appliedHosts(await stack.must("stack", "export", "--show-secrets"));
  const questions = hosts.map(questionFor);
  writeFileSync(join(folder, "questions.json"), `${JSON.stringify(questions, null, 2)}\n`);
  await Promise.all(
    hosts.map(async (host) => {
      const { status, stdout } = await ssh(host.login, "sudo -n sh -s", scriptFor(questionFor(host)), {
        connect: 5,
      });
      if (status === 0) writeFileSync(join(folder, `${host.name}.txt`), stdout);
    }),
  );
}
