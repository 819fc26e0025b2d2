/**
 * Reports what on the hosts is no longer as the stack applied it: `node tools/drift.ts STACK [--json] [--repair] [--cwd FOLDER]`.
 *
 * Status, as of Nagios plugins: 0 no drift, 1 drift, 3 a host could not be checked. With --repair a number is written into the stack file for
 * each step that has drifted; it makes the next `pulumi up` run that step again.
 */
import { parseArgs } from "node:util";
import { printable } from "../lib/printable.ts";
import { hostsOf } from "./hosts/stack.ts";
import { command, type Level, printJson } from "./outcome.ts";
import { lookAt } from "./drift/look.ts";
import { repairs, repairsBefore, writeRepairs } from "./drift/repair.ts";
import { table } from "./drift/table.ts";

await command("drift", async () => {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      json: { type: "boolean" },
      repair: { type: "boolean" },
      cwd: { type: "string", default: "." },
    },
  });
  const [stack = "dev"] = positionals;
  const place = { stack, cwd: values.cwd };

  const hosts = await hostsOf(place);
  const looked = await Promise.all(hosts.map(lookAt));
  const findings = looked.flatMap((each) => each.findings);
  const troubles = looked.flatMap((each) => each.troubles);

  const level: Level = troubles.length > 0 ? "unknown" : findings.length > 0 ? "degraded" : "ok";
  const at = new Date().toISOString();

  if (values.json) printJson({ version: 1, stack, at, level, findings, troubles });
  else {
    if (findings.length > 0) console.log(table(findings));
    else if (troubles.length === 0)
      console.log(`${hosts.length} hosts are as the stack ${stack} applied them`);
    for (const trouble of troubles) console.error(printable(trouble));
  }
  if (values.repair === true && findings.length > 0) {
    const numbers = repairs(findings, await repairsBefore(place));
    await writeRepairs(place, numbers);
    if (!values.json) console.log(`The next up runs again: ${Object.keys(numbers).join(", ")}`);
  }
  return level;
});
