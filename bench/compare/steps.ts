// Shows how long each step of one `pulumi up` or `destroy` took: node bench/compare/steps.ts .dev/bench-compare/n2acd-ha-4-converge.log
import { readFileSync } from "node:fs";
import { table } from "../../lib/table.ts";

const [file = ""] = process.argv.slice(2);
const log = readFileSync(file, "utf8");
const done = [
  ...log.matchAll(/remote:Command (\S+?)-([a-z][a-z-]*) (?:created|updated|deleted) \(([\d.]+)s\)/g),
];
const steps = done.map(([, node = "", step = "", seconds = ""]) => ({
  node,
  step,
  seconds: Number(seconds),
}));
const names = [...new Set(steps.map(({ step }) => step))];
const rows = names.map((name) => {
  const seconds = steps.filter(({ step }) => step === name).map((each) => each.seconds);
  const total = seconds.reduce((sum, value) => sum + value, 0);
  return [name, String(seconds.length), (total / seconds.length).toFixed(2), Math.max(...seconds).toFixed(2)];
});
console.log(table([["step", "hosts", "mean s", "max s"], ...rows]));
console.log(/Duration: .*/.exec(log)?.[0] ?? "");
