import { escape } from "../escape.ts";
import { type Card, frontCard, smallCard, smsCard } from "./cards.ts";
import type { Live, Tone, Topology } from "./model.ts";
import { box, flow, text } from "./shapes.ts";
import { pictureStyle } from "./style.ts";

const gap = 22;
const margin = 24;
/** So many nodes stand in one row, with their lines; more are a group without. */
const oneRow = 4;

type Placed = Card & { readonly name: string; readonly x: number; readonly y: number };

/** One tier of the picture, with the place of each of its nodes. */
interface Tier {
  readonly width: number;
  readonly height: number;
  readonly grouped: boolean;
  readonly cards: readonly Placed[];
}

/**
 * Who talks to whom, as an SVG of its own: users, front ends, SMS nodes, and the primary. With `live`, by node, it has
 * the colours and the words of now.
 */
export function svg(topology: Topology, live: ReadonlyMap<string, Live> = new Map()): string {
  const { smsNodes, feNodes } = topology;
  const fronts = tier(feNodes, feNodes.length > oneRow ? smallCard : (name) => frontCard(name, topology), 6);
  const sms = tier(smsNodes, (name) => smsCard(name, topology), oneRow);
  const width = Math.max(fronts.width, sms.width, 320) + 2 * margin;
  const usersAt = 16;
  const frontsAt = feNodes.length === 0 ? usersAt : usersAt + 34 + 44;
  const smsAt = feNodes.length === 0 ? usersAt : frontsAt + fronts.height + 56;
  const centred = (from: Tier, top: number): Placed[] =>
    from.cards.map((card) => ({ ...card, x: card.x + (width - from.width) / 2, y: card.y + top }));
  const front = centred(fronts, frontsAt);
  const bottom = centred(sms, smsAt);
  const buses = sms.grouped ? 0 : topology.databases.length * 20 + 14;
  const height = smsAt + sms.height + buses + 16;
  const parts = [
    ...[...front, ...bottom].flatMap(({ name, x, y, draw }) => draw(x, y, live.get(name))),
    ...(feNodes.length === 0
      ? []
      : requests({ width, usersAt, frontsAt, smsAt, fronts, sms, front, bottom }, live)),
    ...(sms.grouped ? [] : connections(topology, bottom, smsAt + sms.height, live)),
    ...(fronts.grouped ? group(fronts, width, frontsAt, `${feNodes.length} front ends`) : []),
    ...(sms.grouped
      ? group(sms, width, smsAt, `${smsNodes.length} SMS nodes: each HAProxy sends to the primary`)
      : []),
  ];
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" class="topology" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-labelledby="topology-title topology-desc">`,
    `<title id="topology-title">Topology</title><desc id="topology-desc">${escape(description(topology, live))}</desc>`,
    `<style>${pictureStyle}</style>`,
    `<rect width="${width}" height="${height}" fill="var(--ground)"/>`,
    ...parts,
    "</svg>",
    "",
  ].join("\n");
}

function tier(names: readonly string[], cardOf: (name: string) => Card, columns: number): Tier {
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

function group({ width, height }: Tier, all: number, y: number, words: string): string[] {
  const x = (all - width) / 2;
  return [box("group", { x, y, width, height }), text("note", { x: x + 14, y: y + 20 }, words)];
}

interface Requests {
  readonly width: number;
  readonly usersAt: number;
  readonly frontsAt: number;
  readonly smsAt: number;
  readonly fronts: Tier;
  readonly sms: Tier;
  readonly front: readonly Placed[];
  readonly bottom: readonly Placed[];
}

/** From the users to the front ends, and from those to the SMS nodes: lines that meet half-way. */
function requests(at: Requests, live: ReadonlyMap<string, Live>): string[] {
  const { width, usersAt, frontsAt, smsAt, fronts, sms, front, bottom } = at;
  const middle = width / 2;
  const below = frontsAt + fronts.height;
  const upper = usersAt + 34 + 20;
  const lower = below + 34;
  const frontEntries = fronts.grouped
    ? [{ x: middle, tip: frontsAt }]
    : front.map((card) => ({ x: card.x + card.entry, tip: card.y + 11 }));
  const exits = fronts.grouped
    ? [{ x: middle, y: below }]
    : front.map((card) => ({ x: card.x + card.exit, y: card.y + 62 }));
  const entries = sms.grouped
    ? [{ x: middle, tip: smsAt, tone: undefined }]
    : bottom.map((card) => ({
        x: card.x + card.entry,
        tip: card.y + 11,
        tone: live.get(card.name)?.web?.tone,
      }));
  const across = (y: number, xs: readonly number[]): string =>
    flow([
      [Math.min(...xs), y],
      [Math.max(...xs), y],
    ]);
  return [
    box("chip", { x: middle - 56, y: usersAt, width: 112, height: 34 }),
    text("", { x: middle, y: usersAt + 22 }, "users", { middle: true }),
    flow([
      [middle, usersAt + 34],
      [middle, upper],
    ]),
    across(upper, [middle, ...frontEntries.map(({ x }) => x)]),
    ...frontEntries.map(({ x, tip }) =>
      flow(
        [
          [x, upper],
          [x, tip],
        ],
        { tip: true },
      ),
    ),
    ...exits.map(({ x, y }) =>
      flow([
        [x, y],
        [x, lower],
      ]),
    ),
    across(
      lower,
      [...exits, ...entries].map(({ x }) => x),
    ),
    ...entries.map(({ x, tip, tone }) =>
      flow(
        [
          [x, lower],
          [x, tip],
        ],
        { tip: true, tone },
      ),
    ),
    text(
      "note",
      { x: Math.min(...exits.map(({ x }) => x)) + 8, y: lower - 7 },
      "Jarvis, to any living SMS node",
    ),
  ];
}

/** From each HAProxy to the primary of each database; without a word on which it is, to all of them, as a question. */
function connections(
  { databases }: Topology,
  cards: readonly Placed[],
  y: number,
  live: ReadonlyMap<string, Live>,
): string[] {
  return databases.flatMap(({ name }, d) => {
    const bus = y + 16 + d * 20;
    const known = cards.some((card) => live.get(card.name)?.databases?.has(name) === true);
    const isPrimary = (card: Placed): boolean => live.get(card.name)?.databases?.get(name)?.primary === true;
    const primaries = cards.filter((card) => !known || isPrimary(card));
    const tone: Tone | undefined = !known ? undefined : primaries.length === 1 ? "good" : "bad";
    const starts = cards.map((card) => card.x + card.exit);
    const ends = primaries.map((card) => card.x + (card.databases[d]?.x ?? 0));
    const all = [...starts, ...ends];
    return [
      ...cards.map((card) =>
        flow(
          [
            [card.x + 26, card.y + 89],
            [card.x + card.exit, card.y + 89],
            [card.x + card.exit, bus],
          ],
          { tone: live.get(card.name)?.proxy.tone ?? tone },
        ),
      ),
      flow(
        [
          [Math.min(...all), bus],
          [Math.max(...all), bus],
        ],
        { tone, asked: known && primaries.length === 0 },
      ),
      ...primaries.map((card) => {
        const { x, rise } = card.databases[d] ?? { x: 0, rise: 0 };
        const end = card.y + card.height - rise;
        return flow(
          [
            [card.x + x, bus],
            [card.x + x, end],
            [card.x + card.width - 25, end],
          ],
          { tip: true, tone, asked: !known },
        );
      }),
      text(
        "note",
        { x: Math.min(...all) + 10, y: bus + 13 },
        `${name}: ${!known || primaries.length === 1 ? "to the primary" : primaries.length === 0 ? "no primary" : "several primaries"}`,
        { tone: tone === "bad" ? tone : undefined },
      ),
    ];
  });
}

function description({ feNodes, smsNodes, databases }: Topology, live: ReadonlyMap<string, Live>): string {
  const parts = [
    ...(feNodes.length === 0
      ? []
      : [
          `Users reach the front ends ${feNodes.join(", ")}, whose HAProxy sends Jarvis requests to an SMS node.`,
        ]),
    `On each SMS node (${smsNodes.join(", ")}) HAProxy sends clients to the primary of ${databases.map(({ name }) => name).join(", ")}.`,
    ...[...live].flatMap(([node, { databases: all, note }]) => [
      ...[...(all ?? [])].map(([database, part]) => `${node}: ${database} ${part.note}.`),
      ...(note === "" ? [] : [`${node}: ${note}.`]),
    ]),
  ];
  return parts.join(" ");
}
