// node tools/schema.ts      writes docs/stack.schema.json, docs/status.schema.json and those of the rehearsal and the switchover anew
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { format } from "prettier";
import { meaningsOf } from "./schema/meanings.ts";
import { rehearsalSchema } from "./schema/rehearsalSchema.ts";
import { stackSchema } from "./schema/stackSchema.ts";
import { statusSchema } from "./schema/statusSchema.ts";
import { switchoverSchema } from "./schema/switchoverSchema.ts";

const docs = join(import.meta.dirname, "../docs");
const schemas = {
  "stack.schema.json": stackSchema(meaningsOf(await readFile(join(docs, "configuration.md"), "utf8"))),
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
