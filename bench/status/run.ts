/**
 * Measures how long a person waits for the status of 50 hosts on this machine: `node bench/status/run.ts [HOSTS] [DEAD]`.
 *
 * The stack is a real one, with its state in a folder; only what `up` does on a host is left out. All hosts are one real
 * sshd, which prints the answer of a real host after half a second, so both ends of each connection load this machine.
 * The addresses of DEAD hosts (5 by default) do not answer. It needs root, for a network namespace of its own.
 */
import { join } from "node:path";
import { runProgram } from "../../lib/program.ts";
import { root } from "../../test/support/stack/pulumi.ts";
import type { Status } from "../../tools/status/schema.ts";
import { hostsNetwork, load, withManyHosts } from "../lib/manyHosts.ts";

hostsNetwork();

const [count = 50, dead = 5] = process.argv.slice(2).map(Number);
const canned = join(root, "test/support/status/answers/healthy/sms-01.txt");
await withManyHosts("bench-status", { count, dead, seconds: 0.5, canned }, async (stack) => {
  await stack.mustUp();
  const command = [process.execPath, join(root, "tools/status.ts"), stack.name, "--cwd", stack.folder];
  for (let round = 1; round <= 3; round++) {
    const started = performance.now();
    const { stdout, stderr } = await runProgram([
      "env",
      ...stack.env,
      ...command,
      "--json",
      "--html",
      join(stack.folder, "status.html"),
    ]);
    const seconds = (performance.now() - started) / 1000;
    if (stdout === "") throw new Error(stderr);
    const { nodes: seen } = JSON.parse(stdout) as Status;
    const read = seen.filter(({ trouble }) => trouble === null).length;
    console.log(
      `${count} hosts in ${seconds.toFixed(1)} s: ${read} read, ${count - read} not reached, load ${load()}`,
    );
    if (read !== count - dead) process.exitCode = 1;
  }
});
