/**
 * Makes another node the primary in a planned switchover: `node tools/switchover.ts STACK NODE [--database NAME] [--check] [--json] [--cwd FOLDER]`.
 * An interrupted switchover continues when the same command is run again; with the old primary's name it is reversed, as long as no
 * node was promoted.
 *
 * Status: 0 switched over and all is well (with --check: it would be), 1 switched over and something is left to do, 2 not switched over,
 * 3 not known.
 */
import { parseArgs } from "node:util";
import { hostsOf } from "./hosts/stack.ts";
import { command, exitStatus, printJson } from "./outcome.ts";
import { lookAtAll } from "./status/look.ts";
import { statusOf } from "./status/report/report.ts";
import { paint } from "./status/show/paint.ts";
import { Log } from "./switchover/log.ts";
import { Switchover } from "./switchover/switch.ts";
import { table } from "./switchover/table.ts";

await command("switchover", async () => {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      check: { type: "boolean", default: false },
      database: { type: "string" },
      json: { type: "boolean", default: false },
      cwd: { type: "string", default: "." },
    },
  });
  const [stack, to] = positionals;
  if (stack === undefined || to === undefined)
    throw new Error("name the stack and the node: node tools/switchover.ts prod sms-02");
  const { check, database, json, cwd } = values;

  const say = (line: string): void => void process.stderr.write(`${line}\n`);
  let nobodyWrites = false;
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const)
    process.once(signal, () => {
      say(
        nobodyWrites
          ? `switchover: cut, and nobody can write now. Run the same again: it goes on. With the old primary's name it goes back`
          : "switchover: cut. Run the same again: it goes on from where it was",
      );
      process.exit(exitStatus.unknown);
    });

  const hosts = await hostsOf({ stack, cwd });
  const switchover = new Switchover({
    ...{ stack, hosts, to, database, check, log: new Log(say) },
    look: async () => statusOf(stack, await lookAtAll(hosts), new Date()),
    closed: (closed) => {
      nobodyWrites = closed;
    },
  });
  const report = await switchover.run();
  if (json) printJson(report);
  else console.log(table(report, { width: process.stdout.columns || 100, paint }).join("\n"));
  return report.level;
});
