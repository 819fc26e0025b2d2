import type { Part, Topology, Vip } from "./model.ts";
import { box, flow, text } from "./shapes.ts";

/** A virtual address in the picture, at its upper left corner; or all addresses of a kind together, if there are many. */
export interface Chip {
  readonly words: string;
  readonly note: string;
  readonly tone?: Part["tone"] | undefined;
  readonly x: number;
  readonly y: number;
}

export const chip = { width: 156, height: 42, gap: 16 };
/** Up to this many addresses are drawn one by one. */
const most = 4;

/** The chips for the addresses of a kind, without a place. */
export function chipsOf(
  kind: Vip["for"],
  { vips }: Topology,
  live: ReadonlyMap<string, Part>,
): Pick<Chip, "words" | "note" | "tone">[] {
  const own = vips.filter((vip) => vip.for === kind);
  const notes = own.map(({ address }) => live.get(address));
  if (own.length > most) {
    const wrong = notes.find((part) => part !== undefined && part.tone !== "good");
    const note = wrong?.note ?? `one ${kind === "fe" ? "front end" : "SMS node"} has each`;
    return [{ words: `${own.length} virtual addresses`, note, tone: wrong?.tone ?? notes[0]?.tone }];
  }
  return own.map(({ name, address }, i) => ({
    words: address,
    note: [name, ...(notes[i] === undefined ? [] : [notes[i].note])].join(", "),
    tone: notes[i]?.tone,
  }));
}

/** Places chips side by side, in the middle of `width`. */
export function inRow(
  chips: readonly Pick<Chip, "words" | "note" | "tone">[],
  width: number,
  y: number,
): Chip[] {
  const left = (width - rowWidth(chips.length)) / 2;
  return chips.map((each, i) => ({ ...each, x: left + i * (chip.width + chip.gap), y }));
}

export function rowWidth(count: number): number {
  return count === 0 ? 0 : count * (chip.width + chip.gap) - chip.gap;
}

/** Places chips one above the other. The last one ends at `bottom`. */
export function inColumn(
  chips: readonly Pick<Chip, "words" | "note" | "tone">[],
  x: number,
  bottom: number,
): Chip[] {
  const step = chip.height + 8;
  return chips.map((each, i) => ({ ...each, x, y: bottom + 8 - (chips.length - i) * step }));
}

export function drawn({ words, note, tone, x, y }: Chip): string[] {
  const middle = x + chip.width / 2;
  const width = chip.width - 10;
  return [
    box("chip", { x, y, width: chip.width, height: chip.height }, tone),
    text("", { x: middle, y: y + 18 }, words, { middle: true, width }),
    text("note", { x: middle, y: y + 34 }, note, { middle: true, width }),
  ];
}

/** A line from the lower edge of a chip down to a line that all chips share. */
export function down({ x, y }: Chip, to: number): string {
  const middle = x + chip.width / 2;
  return flow([
    [middle, y + chip.height],
    [middle, to],
  ]);
}
