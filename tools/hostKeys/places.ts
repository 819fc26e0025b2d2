import { isMap, isScalar, isSeq, parseDocument, type Document } from "yaml";
import { z } from "zod";
import { address, loginName, nodeName, port } from "../../config/fields.ts";
import { ConfigError, explain } from "../../config/problems.ts";

/** A machine of the inventory, and where its key belongs. */
export interface Place {
  /** The node's name, or `bastion of NAME`, or `bastion`. */
  readonly name: string;
  readonly host: string;
  readonly port: number;
  readonly user: string;
  /** The key that the stack file has, as it is written there. */
  readonly pinned: string | undefined;
  /** The bastion through which the machine is reached. */
  readonly through: Place | undefined;
  /** The path in the stack file of the map that has or gets `hostKey`. */
  readonly path: readonly (string | number)[];
}

// Only what is needed to reach the machines, with the rules of the stack's schema: the rest of the file may still be wrong. The values
// are checked because they are passed to ssh, and another person may have written the file.
const Bastion = z.object({
  address,
  port: port.optional(),
  user: loginName.optional(),
  hostKey: z.string().optional(),
});
const Ssh = z.object({
  user: loginName.optional(),
  port: port.optional(),
  bastion: z.union([z.literal("none"), Bastion], { error: 'a bastion, or "none"' }).optional(),
});
const Node = z.object({
  name: nodeName,
  address,
  hostKey: z.string().optional(),
  ssh: Ssh.default({}),
});
const Inventory = z.object({
  ssh: Ssh.default({}),
  smsNodes: z.array(Node, { error: "a list of nodes" }).default([]),
  feNodes: z.array(Node, { error: "a list of nodes" }).default([]),
});

const namespace = "n2acd-ha:";

function inventoryOf(document: Document): z.output<typeof Inventory> {
  const raw = Object.fromEntries(
    Object.keys(Inventory.shape).map((key) => [key, plain(document.getIn(["config", namespace + key]))]),
  );
  const parsed = Inventory.safeParse(raw);
  if (parsed.success) return parsed.data;
  throw new ConfigError(parsed.error.issues.flatMap((issue) => explain(issue, raw, new Set())));
}

/**
 * The machines that a stack file names, each bastion before the machines behind it.
 *
 * @throws ConfigError that lists every value that is no name, address, port or login.
 */
export function placesOf(document: Document): Place[] {
  const inventory = inventoryOf(document);
  const common = inventory.ssh;
  const user = common.user ?? "root";
  const shared = bastionAt("bastion", common.bastion, user, ["config", `${namespace}ssh`, "bastion"]);
  const nodes = (["smsNodes", "feNodes"] as const).flatMap((key) =>
    inventory[key].flatMap(({ name, address: host, hostKey, ssh }, i) => {
      const path = ["config", namespace + key, i];
      const login = ssh.user ?? user;
      const own = bastionAt(`bastion of ${name}`, ssh.bastion, login, [...path, "ssh", "bastion"]);
      const through = ssh.bastion === "none" ? undefined : (own ?? shared);
      const sshd = ssh.port ?? common.port ?? 22;
      const node = { name, host, port: sshd, user: login, pinned: hostKey, through, path };
      return own === undefined ? [node] : [own, node];
    }),
  );
  return shared === undefined ? nodes : [shared, ...nodes];
}

/** The text of the stack file with these keys; comments, order and everything else are unchanged. */
export function withKeys(text: string, keys: readonly (readonly [place: Place, key: string])[]): string {
  const document = parseDocument(text);
  for (const [{ path }, key] of keys) document.setIn([...path, "hostKey"], key);
  const indentSeq = !/^( *)[^ \n-].*:\n(?: *(?:#.*)?\n)*\1- /m.test(text);
  return document.toString({ lineWidth: 0, indentSeq, flowCollectionPadding: !/\{\S/.test(text) });
}

function bastionAt(
  name: string,
  given: z.output<typeof Ssh>["bastion"],
  user: string,
  path: readonly (string | number)[],
): Place | undefined {
  if (given === undefined || given === "none") return undefined;
  const { address: host, port: sshd = 22, hostKey } = given;
  return { name, host, port: sshd, user: given.user ?? user, pinned: hostKey, through: undefined, path };
}

function plain(node: unknown): unknown {
  return isMap(node) || isSeq(node) || isScalar(node) ? (node.toJSON() as unknown) : node;
}
