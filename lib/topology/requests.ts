import { chip, type Chip, down, drawn } from "./addresses.ts";
import type { Live, Tone } from "./model.ts";
import { box, flow, text } from "./shapes.ts";
import type { Placed, Tier } from "./tier.ts";

interface Requests {
  readonly width: number;
  readonly usersAt: number;
  readonly frontsAt: number;
  readonly smsAt: number;
  readonly fronts: Tier;
  readonly sms: Tier;
  readonly front: readonly Placed[];
  readonly bottom: readonly Placed[];
  /** Virtual addresses: those of the front ends, below the users, and those of the SMS nodes, on the right. */
  readonly inFront: readonly Chip[];
  readonly beside: readonly Chip[];
}

/** Where requests enter an SMS node, or the group of all SMS nodes. */
interface Entry {
  readonly x: number;
  readonly tip: number;
  readonly tone: Tone | undefined;
}

export function entriesOf(
  bottom: readonly Placed[],
  { grouped }: Tier,
  { middle, smsAt, live }: { middle: number; smsAt: number; live: ReadonlyMap<string, Live> },
): Entry[] {
  if (grouped) return [{ x: middle, tip: smsAt, tone: undefined }];
  return bottom.map((card) => ({
    x: card.x + card.entry,
    tip: card.y + 11,
    tone: live.get(card.name)?.web?.tone,
  }));
}

/** A horizontal line that spans all `xs`. */
function across(y: number, xs: readonly number[]): string {
  return flow([
    [Math.min(...xs), y],
    [Math.max(...xs), y],
  ]);
}

/** Vertical lines down to `ends`, each with an arrow's tip. */
function into(y: number, ends: readonly { x: number; tip: number; tone?: Tone | undefined }[]): string[] {
  return ends.map(({ x, tip, tone }) =>
    flow(
      [
        [x, y],
        [x, tip],
      ],
      { tip: true, tone },
    ),
  );
}

/** Lines from virtual addresses to the SMS nodes, for a stack without front ends. */
export function toSms(chips: readonly Chip[], bus: number, entries: readonly Entry[]): string[] {
  if (chips.length === 0) return [];
  const starts = chips.map(({ x }) => x + chip.width / 2);
  return [
    ...chips.flatMap((each) => [...drawn(each), down(each, bus)]),
    across(bus, [...starts, ...entries.map(({ x }) => x)]),
    ...into(bus, entries),
  ];
}

/**
 * Lines from the users to the front ends, through virtual addresses where there are any, and from the front ends to the SMS nodes. The
 * lines meet half-way.
 */
export function requests(at: Requests, live: ReadonlyMap<string, Live>): string[] {
  const { width, usersAt, frontsAt, smsAt, fronts, sms, front, bottom, inFront, beside } = at;
  const middle = width / 2;
  const below = frontsAt + fronts.height;
  const upper = frontsAt - 24;
  const lower = below + 34;
  const frontEntries = fronts.grouped
    ? [{ x: middle, tip: frontsAt }]
    : front.map((card) => ({ x: card.x + card.entry, tip: card.y + 11 }));
  const exits = fronts.grouped
    ? [{ x: middle, y: below }]
    : front.map((card) => ({ x: card.x + card.exit, y: card.y + 62 }));
  const entries = entriesOf(bottom, sms, { middle, smsAt, live });
  const addresses = inFront.map(({ x, y }) => ({ x: x + chip.width / 2, tip: y - 1 }));
  const first = addresses.length === 0 ? upper : usersAt + 34 + 12;
  const sides = beside.map(({ x, y }) => [x, y + chip.height / 2] as const);
  return [
    box("chip", { x: middle - 56, y: usersAt, width: 112, height: 34 }),
    text("", { x: middle, y: usersAt + 22 }, "users", { middle: true }),
    flow([
      [middle, usersAt + 34],
      [middle, first],
    ]),
    ...(addresses.length === 0 ? [] : [across(first, [middle, ...addresses.map(({ x }) => x)])]),
    ...into(first, addresses),
    ...inFront.flatMap((each) => [...drawn(each), down(each, upper)]),
    across(upper, [
      ...(addresses.length === 0 ? [middle] : addresses.map(({ x }) => x)),
      ...frontEntries.map(({ x }) => x),
    ]),
    ...into(upper, frontEntries),
    ...exits.map(({ x, y }) =>
      flow([
        [x, y],
        [x, lower],
      ]),
    ),
    ...beside.flatMap(drawn),
    ...sides.map(([x, y]) =>
      flow([
        [x, y],
        [x - 12, y],
        [x - 12, lower],
      ]),
    ),
    across(lower, [...exits, ...entries].map(({ x }) => x).concat(sides.map(([x]) => x - 12))),
    ...into(lower, entries),
    text(
      "note",
      { x: Math.min(...exits.map(({ x }) => x)) + 8, y: lower - 7 },
      "Jarvis, to any living SMS node",
    ),
  ];
}
