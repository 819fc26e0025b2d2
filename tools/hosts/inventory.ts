import { z } from "zod";
import { statusUser } from "../../lib/statusUser.ts";
import { plannedHosts } from "../checkHosts/plan.ts";
import { Login } from "./applied.ts";

/** A host, and how a login that may only read the status reaches it. */
export type InventoryHost = z.output<typeof InventoryHost>;

const InventoryHost = z.object({ name: z.string().min(1), kind: z.enum(["sms", "fe"]), login: Login });
const Inventory = z.object({ version: z.literal(1), stack: z.string(), hosts: z.array(InventoryHost) });

/** The hosts of a stack without anything secret: for a machine that has neither the stack's state nor its passphrase. */
export type Inventory = z.output<typeof Inventory>;

/**
 * Reads an inventory that {@link inventoryOf} or a person has written.
 *
 * @throws Error that says what is wrong with it.
 */
export function readInventory(text: string, file: string): Inventory {
  try {
    return Inventory.parse(JSON.parse(text));
  } catch (error) {
    const why =
      error instanceof z.ZodError
        ? error.issues.map(({ path, message }) => `${path.join(".")}: ${message}`).join("; ")
        : "it is not JSON";
    throw new Error(`${file} is not an inventory: ${why}. Make one with 'make status-inventory STACK=prod'`, {
      cause: error,
    });
  }
}

/** @param config what `pulumi config --json` prints. Secrets stay hidden, and are not needed. */
export function inventoryOf(stack: string, config: string): Inventory {
  const hosts = plannedHosts(config).map(({ name, role: kind, login }) => ({
    name,
    kind,
    login: { ...login, user: statusUser },
  }));
  return { version: 1, stack, hosts };
}
