// node tools/schema.ts      writes docs/stack.schema.json anew
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { format } from "prettier";
import { meaningsOf } from "./schema/meanings.ts";
import { stackSchema } from "./schema/stackSchema.ts";

const docs = join(import.meta.dirname, "../docs");
const schema = stackSchema(meaningsOf(await readFile(join(docs, "configuration.md"), "utf8")));
await writeFile(
  join(docs, "stack.schema.json"),
  await format(JSON.stringify(schema), { parser: "json", printWidth: 110 }),
);
