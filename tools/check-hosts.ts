/**
 * Checks before the first `up` what would stop it on the hosts: `node tools/check-hosts.ts STACK [--json] [--cwd FOLDER]`.
 * It only reads, and leaves nothing on a host.
 *
 * Status: 0 nothing would stop up, 1 it would warn, 2 it would stop, 3 not known.
 */
import { parseArgs } from "node:util";
import { lookAtAll } from "./checkHosts/look.ts";
import { plannedHosts, plannedSteps } from "./checkHosts/plan.ts";
import { reportOf } from "./checkHosts/report.ts";
import { table } from "./checkHosts/table.ts";
import { pulumiSays } from "./hosts/pulumi.ts";
import { command, printJson } from "./outcome.ts";
import { progress } from "./progress.ts";
import { previewed } from "./report/source.ts";
import { paint } from "./status/show/paint.ts";

await command("check-hosts", async () => {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { json: { type: "boolean" }, cwd: { type: "string", default: "." } },
  });
  const [stack = "dev"] = positionals;
  const { say, end } = progress();
  try {
    say("asks pulumi what up would do");
    const place = { stack, cwd: values.cwd };
    // The preview takes most of the time; the connections to the hosts are opened meanwhile.
    const steps = previewed(place).then(plannedSteps);
    steps.catch(() => undefined);
    const hosts = plannedHosts(await pulumiSays(place, "config", "--json", "--show-secrets"));
    const [looked] = await Promise.all([
      lookAtAll(hosts, steps, (done) => {
        say(`${done} of ${hosts.length} hosts have answered`);
      }),
      steps,
    ]);
    end();
    const report = reportOf(stack, looked, new Date());
    if (values.json === true) printJson(report);
    else console.log(table(report, { width: process.stdout.columns || 100, paint }).join("\n"));
    return report.level;
  } finally {
    end();
  }
});
