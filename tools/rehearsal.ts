/**
 * Whether a failover to each standby would work now: `node tools/rehearsal.ts STACK [--json] [--cwd FOLDER]`. It only reads.
 *
 * Status, as of Nagios plugins: 0 to every standby, 1 to some, or another path is cut, 2 a database has none, 3 not known.
 */
import { parseArgs } from "node:util";
import { appliedHosts } from "./hosts/applied.ts";
import { pulumiSays } from "./hosts/pulumi.ts";
import { command, json } from "./outcome.ts";
import { rehearsalOf } from "./rehearsal/rehearsal.ts";
import { table } from "./rehearsal/table.ts";
import { lookAtAll } from "./status/look.ts";
import { statusOf } from "./status/report/report.ts";
import { paint } from "./status/show/paint.ts";

await command("rehearsal", async () => {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { json: { type: "boolean" }, cwd: { type: "string", default: "." } },
  });
  const [stack = "dev"] = positionals;
  const place = ["--non-interactive", "-C", values.cwd, "--stack", stack];
  const hosts = appliedHosts(pulumiSays("stack", "export", "--show-secrets", ...place));
  const rehearsal = rehearsalOf(statusOf(stack, await lookAtAll(hosts), new Date()));
  const lines =
    values.json === true
      ? [json(rehearsal)]
      : table(rehearsal, { width: process.stdout.columns || 100, paint });
  console.log(lines.join("\n"));
  return rehearsal.level;
});
