// node test/unit/tools/report/record.ts      records the previews anew, with the real engine and without a host
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { format } from "prettier";
import type { Config } from "../../../support/stack/stack.ts";
import { base, changes } from "./scenarios.ts";
import { previewWith, stackWithoutHosts } from "../../../support/report/stack.ts";

const folder = join(import.meta.dirname, "./previews");
const stack = await stackWithoutHosts("report", base);
const record = async (name: string, change: Config) => {
  const { stdout } = await previewWith(stack, change);
  const recorded = JSON.stringify(JSON.parse(stdout), without);
  await writeFile(join(folder, `${name}.json`), await format(recorded, { parser: "json", printWidth: 110 }));
};

/** Without what only tells of this machine and this time, and what a report never reads: it is there twice. */
function without(this: unknown, key: string, value: unknown): unknown {
  const left = ["sourcePosition", "stackTrace", "propertyDependencies", "created", "modified", "duration"];
  const { op, type = "", urn = "" } = this as { op?: string; type?: string; urn?: string };
  const twice =
    (key === "outputs" && type === "command:remote:Command") ||
    (key === "oldState" && op === "same" && !urn.includes("::pulumi:pulumi:Stack::"));
  return left.includes(key) || twice ? undefined : value;
}

await record("first-up", {});
await stack.mustUp();
for (const [name, change] of Object.entries(changes)) await record(name, change);
