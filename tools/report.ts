/**
 * What a change does, for a review: `node tools/report.ts [STACK...] [--json-file FILE ...] [--cwd FOLDER] [--output FILE]`.
 *
 * Runs `pulumi preview --json`, which reaches no host, for each of these stacks, or for all of them, and prints Markdown.
 * With --json-file it reads what such previews printed. Status 1: a preview failed; the report says why.
 */
import { writeFile } from "node:fs/promises";
import { parseArgs } from "node:util";
import { whole } from "./report/whole.ts";
import type { Report } from "./report/stack.ts";
import { previewOf, previewIn, stacksOf } from "./report/source.ts";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    "json-file": { type: "string", multiple: true, default: [] },
    cwd: { type: "string", default: "." },
    output: { type: "string" },
  },
});
const files = values["json-file"];
const reports =
  files.length > 0
    ? await Promise.all(files.map(previewIn))
    : await (async () => {
        const stacks = positionals.length > 0 ? positionals : await stacksOf(values.cwd);
        const all: Report[] = [];
        // One after the other: they may share a lock, and a small machine.
        for (const stack of stacks) all.push(await previewOf(stack, values.cwd));
        return all;
      })();

const text = whole(reports);
if (values.output === undefined) process.stdout.write(text);
else await writeFile(values.output, text);
process.exitCode = reports.some(({ failed }) => failed) ? 1 : 0;
