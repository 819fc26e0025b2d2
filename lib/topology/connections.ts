import type { Live, Tone, Topology } from "./model.ts";
import { flow, text } from "./shapes.ts";
import type { Placed } from "./tier.ts";

/** Lines from each HAProxy to the primary of each database. While it is not known which node that is, they go to all nodes, dashed. */
export function connections(
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
