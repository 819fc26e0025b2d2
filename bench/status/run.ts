/**
 * How long the status of 50 hosts takes on this machine: `node bench/status/run.ts [HOSTS] [DEAD]`.
 *
 * The hosts are logins at real sshds on the loopback, which take half a second and print the answer of a real host, so
 * both ends of each connection cost this machine. DEAD of them (5 by default) are addresses at which nobody answers.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { startSshd } from "../../test/standins/sshd.ts";
import type { AppliedHost } from "../../tools/hosts/applied.ts";
import { lookAtAll } from "../../tools/status/look.ts";
import { statusOf } from "../../tools/status/report/report.ts";

const [count = 50, dead = 5] = process.argv.slice(2).map(Number);
const answers = join(import.meta.dirname, "../../test/tools/status/answers/healthy");
const canned = join(process.env["TMPDIR"] ?? "/tmp", `n2acd-bench-status.${process.pid}`);
writeFileSync(canned, readFileSync(join(answers, "sms-01.txt")));
// With SHLVL bash reads no start-up file of whoever runs this.
const sshd = await startSshd([
  "MaxStartups 1000",
  "SetEnv SHLVL=2",
  `ForceCommand cat >/dev/null; sleep 0.5; cat ${canned}`,
]);
try {
  const words = "host=sms-01 role=sms database=ACD:5432 listen=Postgres-ACD:15432";
  const hosts = Array.from({ length: count }, (_, i): AppliedHost => {
    // TEST-NET-1: nobody is there, and nobody says so.
    const login = i < dead ? { ...sshd.connection, host: `192.0.2.${i + 1}` } : sshd.connection;
    const steps = ["ready", "database", "haproxy"].map((step) => ({ step, words, stdin: "" }));
    return { name: `node-${i + 1}`, login, sudo: false, steps };
  });
  const started = performance.now();
  const looked = await lookAtAll(hosts);
  const status = statusOf("bench", looked, new Date());
  const seconds = (performance.now() - started) / 1000;
  const read = status.nodes.filter(({ trouble }) => trouble === null).length;
  console.log(`${count} hosts in ${seconds.toFixed(1)} s: ${read} read, ${count - read} not reached`);
  if (read !== count - dead) process.exitCode = 1;
} finally {
  await sshd.stop();
}
