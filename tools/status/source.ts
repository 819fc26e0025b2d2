import { readFileSync } from "node:fs";
import { readInventory } from "../hosts/inventory.ts";
import { hostsOf } from "../hosts/stack.ts";
import { type Looked, lookAtAll } from "./look.ts";
import { lookOnlyAtAll } from "./lookOnly.ts";

/** A stack, and how its hosts are read. */
export interface Source {
  readonly stack: string;
  /** Asks the hosts; with the result of an earlier look, only those that could be read then. */
  readonly look: (before?: readonly Looked[]) => Promise<Looked[]>;
}

/** Options of the commands that read the status, for `parseArgs`. */
export const sourceOptions = {
  cwd: { type: "string", default: "." },
  inventory: { type: "string" },
  key: { type: "string" },
} as const;

interface Given {
  readonly cwd: string;
  /** The path of an inventory: with it the stack's state and its passphrase are not needed. */
  readonly inventory?: string | undefined;
  /** The path of the private key, for an inventory. */
  readonly key?: string | undefined;
}

export async function sourceOf(stack: string | undefined, { cwd, inventory, key }: Given): Promise<Source> {
  if (inventory !== undefined) {
    const { stack: named, hosts } = readInventory(readFileSync(inventory, "utf8"), inventory);
    const privateKey = key === undefined ? undefined : readFileSync(key, "utf8");
    return { stack: stack ?? named, look: (before) => lookOnlyAtAll(hosts, privateKey, before) };
  }
  if (key !== undefined) throw new Error("--key is for --inventory; the stack has a key of its own");
  const known = stack ?? "dev";
  const hosts = await hostsOf({ stack: known, cwd });
  return { stack: known, look: (before) => lookAtAll(hosts, before) };
}
