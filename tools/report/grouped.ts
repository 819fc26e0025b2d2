import { list, plain } from "./markdown.ts";
import type { Nodes } from "./nodes.ts";

/** Something that applies to one node. */
export interface OnNode<T> {
  readonly node: string;
  readonly what: T;
}

/** Something that applies to several nodes. */
export interface OnNodes<T> {
  readonly nodes: readonly string[];
  readonly what: T;
}

/** Combines what is the same on several nodes, with their names, in the order in which the nodes change. */
export function grouped<T>(all: readonly OnNode<T>[], { sorted }: Nodes): OnNodes<T>[] {
  const order = sorted(all.map(({ node }) => node));
  const groups = new Map<string, { nodes: string[]; what: T }>();
  for (const { node, what } of all.toSorted((a, b) => order.indexOf(a.node) - order.indexOf(b.node))) {
    const key = JSON.stringify(what);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, { nodes: [node], what });
    else if (!group.nodes.includes(node)) group.nodes.push(node);
  }
  return [...groups.values()];
}

export function names(nodes: readonly string[]): string {
  return list(nodes.map(plain));
}
