/**
 * Describes what a change does, for a review: `node tools/report.ts [STACK...] [--json-file FILE ...] [--cwd FOLDER] [--output FILE] [--json]`.
 *
 * Runs `pulumi preview --json`, which connects to no host, for each of these stacks, or for all of them, and prints Markdown.
 * With --json-file it reads the output of such previews from files; with --json it prints the reports as JSON. Status, as of Nagios
 * plugins: 0, or 2 where a preview failed; the report says why.
 */
import { writeFile } from "node:fs/promises";
import { parseArgs } from "node:util";
import { command, json, type Level } from "./outcome.ts";
import { whole } from "./report/whole.ts";
import type { Report } from "./report/stack.ts";
import { previewOf, previewIn, stacksOf } from "./report/source.ts";

await command("report", async () => {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      "json-file": { type: "string", multiple: true, default: [] },
      cwd: { type: "string", default: "." },
      output: { type: "string" },
      json: { type: "boolean" },
    },
  });
  const files = values["json-file"];
  const reports =
    files.length > 0
      ? await Promise.all(files.map(previewIn))
      : await (async () => {
          const stacks = positionals.length > 0 ? positionals : await stacksOf(values.cwd);
          const all: Report[] = [];
          // One after the other, because the previews may share a lock, and the machine may be small.
          for (const stack of stacks) all.push(await previewOf({ stack, cwd: values.cwd }));
          return all;
        })();

  const level: Level = reports.some(({ failed }) => failed) ? "critical" : "ok";
  const text = values.json === true ? `${json({ version: 1, level, stacks: reports })}\n` : whole(reports);
  if (values.output === undefined) process.stdout.write(text);
  else await writeFile(values.output, text);
  return level;
});
