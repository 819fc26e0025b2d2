// node tools/schema.ts      writes the tables of docs/configuration.md and the JSON Schemas of docs/ anew
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { format } from "prettier";
import { rehearsalSchema } from "./schema/rehearsalSchema.ts";
import { stackSchema } from "./schema/stackSchema.ts";
import { statusSchema } from "./schema/statusSchema.ts";
import { switchoverSchema } from "./schema/switchoverSchema.ts";
import { withTables } from "./schema/tables.ts";

const docs = join(import.meta.dirname, "../docs");
const schemas = {
  "stack.schema.json": stackSchema(),
  "status.schema.json": statusSchema(),
  "rehearsal.schema.json": rehearsalSchema(),
  "switchover.schema.json": switchoverSchema(),
};
for (const [file, schema] of Object.entries(schemas)) {
  await writeFile(
    join(docs, file),
    await format(JSON.stringify(schema), { parser: "json", printWidth: 110 }),
  );
}
const page = join(docs, "configuration.md");
await writeFile(page, withTables(await readFile(page, "utf8")));
