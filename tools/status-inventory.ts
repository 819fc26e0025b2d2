/**
 * Prints where the hosts of a stack are and which host keys they have, for `status --inventory` and `rehearsal --inventory`:
 * `node tools/status-inventory.ts STACK [--cwd FOLDER] > prod.json`. It reads the stack file, and needs no passphrase.
 *
 * Status: 0 it was printed, 3 it could not be made.
 */
import { parseArgs } from "node:util";
import { inventoryOf } from "./hosts/inventory.ts";
import { pulumiSays } from "./hosts/pulumi.ts";
import { command, type Level, printJson } from "./outcome.ts";

await command("status-inventory", async (): Promise<Level> => {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { cwd: { type: "string", default: "." } },
  });
  const [stack = "dev"] = positionals;
  const config = await pulumiSays({ stack, cwd: values.cwd }, "config", "--json");
  printJson(inventoryOf(stack, config));
  return "ok";
});
