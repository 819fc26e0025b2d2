import type { Card } from "./cards.ts";

const gap = 22;
/** Up to this many nodes are in one row, with their lines. More nodes are drawn as a group without lines. */
export const oneRow = 4;

/** A node's card in its place. */
export type Placed = Card & { readonly name: string; readonly x: number; readonly y: number };

/** One tier of the picture, with the place of each of its nodes. */
export interface Tier {
  readonly width: number;
  readonly height: number;
  readonly grouped: boolean;
  readonly cards: readonly Placed[];
}

/** The cards of nodes of one kind, in rows of at most `columns`. */
export function tier(names: readonly string[], cardOf: (name: string) => Card, columns: number): Tier {
  const cards = names.map((name) => ({ name, ...cardOf(name) }));
  const [first] = cards;
  if (first === undefined) return { width: 0, height: 0, grouped: false, cards: [] };
  const grouped = names.length > oneRow;
  const across = Math.min(columns, names.length);
  const space = grouped ? 12 : gap;
  const pad = grouped ? { x: 14, top: 32, bottom: 14 } : { x: 0, top: 0, bottom: 0 };
  const place = (i: number) => ({
    x: pad.x + (i % across) * (first.width + space),
    y: pad.top + Math.floor(i / across) * (first.height + space),
  });
  const rows = Math.ceil(names.length / across);
  return {
    width: across * (first.width + space) - space + 2 * pad.x,
    height: rows * (first.height + space) - space + pad.top + pad.bottom,
    grouped,
    cards: cards.map((card, i) => ({ ...card, ...place(i) })),
  };
}
