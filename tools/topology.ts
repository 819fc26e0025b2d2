/**
 * The stack's nodes and who talks to whom, as an SVG: `node tools/topology.ts STACK [--cwd FOLDER] > topology.svg`.
 *
 * From the inventory in the stack file; no host is asked.
 */
import { parseArgs } from "node:util";
import { svg } from "../lib/topology/svg.ts";
import { pulumiSays } from "./hosts/pulumi.ts";
import { inventoryOf } from "./topology/inventory.ts";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { cwd: { type: "string", default: "." } },
});
const [stack = "dev"] = positionals;
const printed = pulumiSays("config", "--json", "--non-interactive", "-C", values.cwd, "--stack", stack);
process.stdout.write(svg(inventoryOf(printed)));
