/**
 * Shows the state of a stack's hosts: `node tools/status.ts STACK [--watch [SECONDS]] [--json] [--html FILE] [--metrics FILE] [--cwd FOLDER]`,
 * or, without the stack's state, with a key that may only read the status: `node tools/status.ts --inventory FILE [--key FILE]`.
 *
 * Status, as of Nagios plugins: 0 all is well, 1 degraded, 2 critical, 3 not known.
 */
import { parseArgs } from "node:util";
import { command, exitStatus, json, type Level } from "./outcome.ts";
import { confirmed, judged } from "./status/confirmed.ts";
import { metrics } from "./status/show/metrics.ts";
import { paint } from "./status/show/paint.ts";
import { terminal } from "./status/show/terminal.ts";
import { page } from "./status/show/page.ts";
import { picture } from "./status/show/picture.ts";
import { writeWhole } from "./status/show/write.ts";
import { sourceOf, sourceOptions } from "./status/source.ts";
import { watch } from "./status/watch.ts";

await command("status", async () => {
  const args = process.argv.slice(2).map((word, i, all) =>
    // `--watch` may have no value.
    word === "--watch" && !/^\d+$/.test(all[i + 1] ?? "") ? "--watch=5" : word,
  );
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      watch: { type: "string" },
      json: { type: "boolean" },
      html: { type: "string" },
      metrics: { type: "string" },
      ...sourceOptions,
    },
  });
  const seconds = values.watch === undefined ? undefined : Math.max(1, Number(values.watch) || 5);

  const source = await sourceOf(positionals[0], values);
  let level: Level = "unknown";
  const look = async (): Promise<string[]> => {
    // With --watch one look is enough, because the next one follows.
    const { looked, status } = await (seconds === undefined ? confirmed(source) : judged(source));
    level = status.level;
    // The exit status if a user stops the program while it watches.
    process.exitCode = exitStatus[level];
    if (values.html !== undefined) {
      const drawn = picture(
        status,
        looked.map(({ question }) => question),
      );
      writeWhole(values.html, page(status, drawn, seconds));
    }
    if (values.metrics !== undefined) writeWhole(values.metrics, metrics(status));
    if (values.json) return [json(status, seconds === undefined ? 2 : 0)];
    return terminal(status, { width: process.stdout.columns || 80, paint });
  };
  if (seconds === undefined) console.log((await look()).join("\n"));
  else await watch(look, seconds, values.json !== true);
  return level;
});
