import { isMap, isScalar, isSeq, parseDocument, type Document } from "yaml";
import { z } from "zod";

/** A machine of the inventory, and where its key belongs. */
export interface Place {
  /** The node's name, or `bastion of NAME`, or `bastion`. */
  readonly name: string;
  readonly host: string;
  readonly port: number;
  readonly user: string;
  /** The key that the stack file has, as it is written there. */
  readonly pinned: string | undefined;
  /** The bastion on the way. */
  readonly through: Place | undefined;
  /** Of the map that has or gets `hostKey`, in the stack file. */
  readonly path: readonly (string | number)[];
}

// Only as much as it takes to get there: the rest of the file may be wrong still.
const Bastion = z.object({
  address: z.string(),
  port: z.number().optional(),
  user: z.string().optional(),
  hostKey: z.string().optional(),
});
const Ssh = z.object({
  user: z.string().optional(),
  port: z.number().optional(),
  bastion: z.union([z.literal("none"), Bastion]).optional(),
});
const Node = z.object({
  name: z.string(),
  address: z.string(),
  hostKey: z.string().optional(),
  ssh: Ssh.default({}),
});

const namespace = "n2acd-ha:";

/** The machines that a stack file names, bastions in front of what they lead to. */
export function placesOf(document: Document): Place[] {
  const read = <T>(key: string, as: z.ZodType<T>): T =>
    as.parse(plain(document.getIn(["config", namespace + key])));
  const common = read("ssh", Ssh.default({}));
  const user = common.user ?? "root";
  const shared = bastionAt("bastion", common.bastion, user, ["config", `${namespace}ssh`, "bastion"]);
  const nodes = ["smsNodes", "feNodes"].flatMap((key) =>
    read(key, z.array(Node).default([])).flatMap(({ name, address, hostKey, ssh }, i) => {
      const path = ["config", namespace + key, i];
      const login = ssh.user ?? user;
      const own = bastionAt(`bastion of ${name}`, ssh.bastion, login, [...path, "ssh", "bastion"]);
      const through = ssh.bastion === "none" ? undefined : (own ?? shared);
      const port = ssh.port ?? common.port ?? 22;
      const node: Place = { name, host: address, port, user: login, pinned: hostKey, through, path };
      return own === undefined ? [node] : [own, node];
    }),
  );
  return shared === undefined ? nodes : [shared, ...nodes];
}

/** The stack file with these keys in it; comments, order and everything else as they were. */
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
  const { address, port = 22, hostKey } = given;
  return { name, host: address, port, user: given.user ?? user, pinned: hostKey, through: undefined, path };
}

function plain(node: unknown): unknown {
  return isMap(node) || isSeq(node) || isScalar(node) ? (node.toJSON() as unknown) : node;
}
