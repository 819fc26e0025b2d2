import type { Preview } from "./preview.ts";
import type { HostStep } from "./steps.ts";
import type { Settings } from "./settings.ts";

/** The nodes of a stack before and after. */
export interface Nodes {
  readonly added: readonly string[];
  readonly removed: readonly string[];
  /** Nodes that stay, and on which a step runs. */
  readonly changed: readonly string[];
  /** The names of the nodes by their addresses, both before and after. */
  readonly nameOf: ReadonlyMap<string, string>;
  readonly addressBefore: ReadonlyMap<string, string>;
  readonly addressAfter: ReadonlyMap<string, string>;
  /** Sorts names: SMS nodes first, and both kinds in the order of the inventory. */
  readonly sorted: (names: Iterable<string>) => string[];
}

export function nodesOf(preview: Preview, steps: readonly HostStep[], { config }: Settings): Nodes {
  const addressBefore = oldAddresses(preview);
  const inventory = [...(config?.smsNodes ?? []), ...(config?.feNodes ?? [])];
  const addressAfter = new Map(inventory.map(({ name, address }) => [name, address]));
  const kinds = new Map(steps.map(({ node, kind }) => [node, kind]));
  const names = [...new Set(steps.map(({ node }) => node))];
  const every = (op: string) =>
    names.filter((name) => steps.filter(({ node }) => node === name).every((step) => step.op === op));
  const [added, removed, same] = [every("create"), every("delete"), every("same")];
  const order = [...addressAfter.keys()];
  const place = (name: string): string => {
    const listed = order.indexOf(name);
    return [kinds.get(name) === "fe" ? 1 : 0, listed < 0 ? 9999 : 1000 + listed, name].join(" ");
  };
  return {
    added,
    removed,
    changed: names.filter((name) => ![...added, ...removed, ...same].includes(name)),
    nameOf: new Map([...addressBefore, ...addressAfter].map(([name, address]) => [address, name])),
    addressBefore,
    addressAfter,
    sorted: (some) => [...new Set(some)].sort((a, b) => place(a).localeCompare(place(b))),
  };
}

/** The addresses before, taken from the URLs of the stats pages. */
function oldAddresses({ steps }: Preview): Map<string, string> {
  const stats = steps.find(({ urn }) => urn.includes("::pulumi:pulumi:Stack::"))?.oldState?.outputs["stats"];
  if (typeof stats !== "object" || stats === null) return new Map();
  return new Map(
    Object.entries(stats).map(([name, url]) => [
      name,
      URL.canParse(String(url)) ? new URL(String(url)).hostname.replace(/^\[|\]$/g, "") : "",
    ]),
  );
}
