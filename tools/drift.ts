/**
 * What on the hosts is no longer as the stack applied it: `node tools/drift.ts STACK [--json] [--repair] [--cwd FOLDER]`.
 *
 * Status 0: none. 1: some. 2: a host could not be looked at. With --repair the stack file gets, for each step that has
 * drifted, a number that makes the next `pulumi up` run it again.
 */
import { parseArgs } from "node:util";
import { printable } from "../lib/printable.ts";
import { appliedHosts } from "./hosts/applied.ts";
import { pulumiSays } from "./hosts/pulumi.ts";
import { lookAt } from "./drift/look.ts";
import { repairs, repairsBefore, writeRepairs } from "./drift/repair.ts";
import { table } from "./drift/table.ts";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { json: { type: "boolean" }, repair: { type: "boolean" }, cwd: { type: "string", default: "." } },
});
const [stack = "dev"] = positionals;
const place = ["--non-interactive", "-C", values.cwd, "--stack", stack];
const pulumi = (...args: readonly string[]): string => pulumiSays(...args, ...place);

const exported = pulumi("stack", "export", "--show-secrets");
const hosts = appliedHosts(exported);
const looked = await Promise.all(hosts.map(lookAt));
const findings = looked.flatMap((each) => each.findings);
const troubles = looked.flatMap((each) => each.troubles);

if (values.json) console.log(JSON.stringify({ stack, findings, troubles }, null, 2));
else {
  if (findings.length > 0) console.log(table(findings));
  else if (troubles.length === 0) console.log(`${hosts.length} hosts are as the stack ${stack} applied them`);
  for (const trouble of troubles) console.error(printable(trouble));
}
if (values.repair === true && findings.length > 0) {
  const numbers = repairs(findings, repairsBefore(pulumi));
  writeRepairs(pulumi, numbers);
  if (!values.json) console.log(`The next up runs again: ${Object.keys(numbers).join(", ")}`);
}
process.exitCode = troubles.length > 0 ? 2 : findings.length > 0 ? 1 : 0;
