/**
 * Draws the stack's nodes and the connections between them as an SVG: `node tools/topology.ts STACK [--json] [--cwd FOLDER] > topology.svg`.
 *
 * It reads the inventory in the stack file; no host is asked.
 */
import { parseArgs } from "node:util";
import { svg } from "../lib/topology/svg.ts";
import { pulumiSays } from "./hosts/pulumi.ts";
import { command, type Level, printJson } from "./outcome.ts";
import { inventoryOf } from "./topology/inventory.ts";

await command("topology", async (): Promise<Level> => {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { json: { type: "boolean" }, cwd: { type: "string", default: "." } },
  });
  const [stack = "dev"] = positionals;
  const printed = await pulumiSays({ stack, cwd: values.cwd }, "config", "--json");
  const topology = inventoryOf(printed);
  if (values.json === true) printJson({ version: 1, stack, ...topology });
  else process.stdout.write(svg(topology));
  return "ok";
});
