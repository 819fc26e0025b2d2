/**
 * Measures how long a person waits for `make check-hosts` with 50 hosts: `node bench/check-hosts/run.ts [HOSTS] [DEAD] [ROUNDS]`.
 *
 * The stack is a real one that was never brought up, and its preview is part of the time. All hosts are one real sshd, which prints
 * the answer of a real host after three seconds. The addresses of DEAD hosts (5 by default) do not answer. It needs root, for a network
 * namespace of its own. Status 1: a run took longer than 15 s, or its report lacks a host or does not show DEAD of them as not reached.
 */
import { join } from "node:path";
import { runProgram } from "../../lib/program.ts";
import { root } from "../../test/support/stack/pulumi.ts";
import type { Report } from "../../tools/checkHosts/report.ts";
import { hostsNetwork, load, withManyHosts } from "../lib/manyHosts.ts";

hostsNetwork();

const [count = 50, dead = 5, rounds = 3] = process.argv.slice(2).map(Number);
const canned = join(root, "test/unit/tools/checkHosts/answers/fresh.txt");
await withManyHosts("bench-check-hosts", { count, dead, seconds: 3, canned }, async (stack) => {
  const tool = join(root, "tools/check-hosts.ts");
  for (let round = 1; round <= rounds; round++) {
    const started = performance.now();
    const { stdout, stderr } = await runProgram([
      "env",
      ...stack.env,
      process.execPath,
      tool,
      stack.name,
      "--json",
      "--cwd",
      stack.folder,
    ]);
    const seconds = (performance.now() - started) / 1000;
    if (stdout === "") throw new Error(stderr);
    const { hosts } = JSON.parse(stdout) as Report;
    const stopped = hosts.filter(({ level }) => level === "critical").length;
    console.log(
      `${count} hosts in ${seconds.toFixed(1)} s: ${hosts.length - stopped} good, ${stopped} not reached, load ${load()}`,
    );
    if (hosts.length !== count || stopped !== dead || seconds > 15) process.exitCode = 1;
  }
});
