// What is made of the hosts' answers: levels, exit statuses, the table, and hosts that cannot be reached.
import assert from "node:assert/strict";
import { test } from "node:test";
import { readAnswer } from "../../../../tools/checkHosts/answer.ts";
import { lookAtAll } from "../../../../tools/checkHosts/look.ts";
import type { PlannedHost } from "../../../../tools/checkHosts/plan.ts";
import { reportOf } from "../../../../tools/checkHosts/report.ts";
import { scriptFor } from "../../../../tools/checkHosts/script.ts";
import { table } from "../../../../tools/checkHosts/table.ts";
import { exitStatus } from "../../../../tools/outcome.ts";

const at = new Date("2026-01-02T03:04:05Z");
const host = (name: string): PlannedHost => ({
  name,
  role: "fe",
  address: "127.0.0.1",
  user: "deploy",
  bastion: undefined,
  login: { host: "127.0.0.1", port: 1, user: "deploy" },
  sudo: false,
  becomesRoot: "",
});
const looked = (name: string, ...lines: string[]) => ({
  host: host(name),
  answer: readAnswer([...lines, "end", ""].join("\n")),
});
const [good, warns, stops, dark] = [
  looked("fe-1", "fact\tready\tos\tDebian GNU/Linux 12 (bookworm)", "change\tpackages\tinstalls haproxy\t"),
  looked("fe-2", "warning\tready\tsudo writes\t"),
  looked(
    "fe-3",
    "problem\tready\tthe port is taken\tstop that",
    "problem\tweb\tthe port is taken\tstop that",
  ),
  looked("fe-4", "unknown\tready\tit ended with status 7\t"),
];

test("the worst host says how it ends; what is certain comes before what is not known", () => {
  const level = (...all: (typeof good)[]) => exitStatus[reportOf("prod", all, at).level];
  assert.equal(level(good), 0);
  assert.equal(level(good, warns), 1);
  assert.equal(level(good, warns, dark), 3);
  assert.equal(level(good, stops, dark), 2);
  assert.equal(level(), 3);
});

test("a host says a thing once, several hosts that say the same are named together", () => {
  const report = reportOf("prod", [good, stops, { ...stops, host: host("fe-5") }, warns], at);
  const shown = table(report, { width: 90, paint: (_, text) => text }).join("\n");
  assert.match(shown, /^n2acd-ha prod, hosts before up +2026-01-02 03:04:05 UTC$/m);
  assert.match(shown, /^✖ up would stop on 2 of 4 hosts$/m);
  assert.equal(shown.match(/the port is taken/g)?.length, 1);
  assert.match(shown, /^ {2}• fe-3, fe-5: ready: the port is taken\n {4}→ stop that$/m);
  assert.match(shown, /^✔ fe-1 +- +- +1 +Debian GNU\/Linux 12 \(bookworm\)/m);
});

test("an answer without its end is not whole", () => {
  assert.equal(readAnswer("problem\tready\tx\ty\n").whole, false);
  assert.equal(readAnswer("").whole, false);
});

test("a host that nothing answers at stops up, with the remedy of up", async () => {
  const done: number[] = [];
  const [first] = await lookAtAll([host("fe-1")], Promise.resolve(new Map()), (count) => done.push(count));
  const [problem] = first?.answer.problems ?? [];
  assert.ok(problem);
  assert.equal(problem.step, "login");
  assert.match(problem.text, /^nothing answers SSH at 127\.0\.0\.1$/);
  assert.match(problem.remedy, /^start the host or correct its address/);
  assert.deepEqual(done, [1]);
});

test("a preview that fails asks no host", async () => {
  const steps = Promise.reject<ReadonlyMap<string, []>>(new Error("no preview"));
  steps.catch(() => undefined);
  const [first] = await lookAtAll([host("fe-1")], steps, () => undefined);
  assert.equal(first?.answer.facts["os"], undefined);
});

test("the script has all of the toolkit that it needs, and reads no file of it on the host", () => {
  for (const role of ["sms", "fe"] as const) {
    const script = scriptFor(role, [{ step: "ready", words: "host=a role=fe", config: "" }]);
    assert.doesNotMatch(script, /^\s*\. "\$TOOLKIT\/lib/m);
    assert.doesNotMatch(script, /-f "\$TOOLKIT/);
    const text = [...script.matchAll(/text_of "\$TOOLKIT\/files\/([\w.-]+)"/g)].map(([, name = ""]) => name);
    for (const name of text) assert.ok(script.includes(`${name})`), name);
  }
});
