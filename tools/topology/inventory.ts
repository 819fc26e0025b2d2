import { parseConfig } from "../../config/parse.ts";
import { decoded } from "../../config/raw.ts";
import type { Topology } from "../../lib/topology/model.ts";

/** The topology of a stack file, as `pulumi config --json` prints it; secrets stay closed. */
export function inventoryOf(printed: string): Topology {
  const namespace = "n2acd-ha:";
  const all = JSON.parse(printed) as Record<
    string,
    { value?: string; objectValue?: unknown; secret?: boolean }
  >;
  const own = Object.entries(all).filter(([key, { secret }]) => key.startsWith(namespace) && secret !== true);
  const raw = Object.fromEntries(
    own.map(([key, { value, objectValue }]) => [
      key.slice(namespace.length),
      objectValue ?? decoded(value ?? ""),
    ]),
  );
  const { smsNodes, feNodes, databases, fe } = parseConfig(raw);
  const names = (nodes: readonly { readonly name: string }[]): string[] => nodes.map(({ name }) => name);
  return { smsNodes: names(smsNodes), feNodes: names(feNodes), databases, fePort: fe.port };
}
