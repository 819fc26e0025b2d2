/**
 * How long `make check-hosts` takes with 50 hosts, as a person waits for it: `node bench/check-hosts/run.ts [HOSTS] [DEAD] [ROUNDS]`.
 *
 * The stack is a real one that was never up, and its preview is part of the time. The hosts are one real sshd, which takes three
 * seconds and prints the answer of a real host. At the addresses of DEAD of them (5 by default) nobody answers. It needs root, for a
 * network of its own. Status 1: it took longer than 15 s, or not all was told.
 */
import { loadavg } from "node:os";
import { join } from "node:path";
import { runProgram } from "../../lib/program.ts";
import { root } from "../../test/e2e/support/pulumi.ts";
import { startSshd } from "../../test/standins/sshd.ts";
import { stackWithoutHosts } from "../../test/tools/report/support/stack.ts";
import type { Report } from "../../tools/checkHosts/report.ts";
import { ownNetwork } from "../lib/ownNetwork.ts";

// As in bench/status/run.ts: 10.99.0.0/24 is this machine; what is sent to 10.98.0.0/24 is gone.
ownNetwork(
  [],
  `ip route add local 10.99.0.0/24 dev lo && ip link add here arp off type veth peer name there &&
    ip addr add 10.98.0.254/24 dev here && ip link set there up && ip link set here up`,
);

const [count = 50, dead = 5, rounds = 3] = process.argv.slice(2).map(Number);
const canned = join(root, "test/tools/checkHosts/answers/fresh.txt");
// With SHLVL bash reads no start-up file of whoever runs this.
const sshd = await startSshd(
  ["MaxStartups 1000", "SetEnv SHLVL=2", `ForceCommand cat >/dev/null; sleep 3; cat '${canned}'`],
  "0.0.0.0",
);
try {
  const { port, user, hostKey } = sshd.connection;
  const node = (kind: string, i: number) => ({
    name: `${kind}-${i}`,
    address: `10.${i <= count - dead ? 99 : 98}.0.${i}`,
    hostKey: hostKey.trim(),
  });
  const nodes = Array.from({ length: count }, (_, i) => node(i < 4 ? "sms" : "fe", i + 1));
  const stack = await stackWithoutHosts("bench-check-hosts", {
    ssh: { user, port },
    smsNodes: nodes.slice(0, 4),
    feNodes: nodes.slice(4),
    rollout: { feBatch: count },
  });
  await stack.setKey(join(sshd.folder, "user"));
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
      `${count} hosts in ${seconds.toFixed(1)} s: ${hosts.length - stopped} good, ${stopped} not reached, load ${loadavg()[0]?.toFixed(1) ?? ""}`,
    );
    if (hosts.length !== count || stopped !== dead || seconds > 15) process.exitCode = 1;
  }
} finally {
  await sshd.stop();
}
