/**
 * Checks whether a failover to each standby would work now: `node tools/rehearsal.ts STACK [--json] [--cwd FOLDER]`,
 * or, with a key that may only read the status, `node tools/rehearsal.ts --inventory FILE [--key FILE]`. It changes nothing.
 *
 * Status, as of Nagios plugins: 0 to every standby, 1 to some, or another path is cut, 2 to none of a database, 3 not known.
 */
import { parseArgs } from "node:util";
import { command, json } from "./outcome.ts";
import { rehearsalOf } from "./rehearsal/rehearsal.ts";
import { table } from "./rehearsal/table.ts";
import { confirmed } from "./status/confirmed.ts";
import { paint } from "./status/show/paint.ts";
import { sourceOf, sourceOptions } from "./status/source.ts";

await command("rehearsal", async () => {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { json: { type: "boolean" }, ...sourceOptions },
  });
  const source = await sourceOf(positionals[0], values);
  const rehearsal = rehearsalOf((await confirmed(source)).status);
  const lines =
    values.json === true
      ? [json(rehearsal)]
      : table(rehearsal, { width: process.stdout.columns || 100, paint });
  console.log(lines.join("\n"));
  return rehearsal.level;
});
