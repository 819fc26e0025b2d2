import { escape } from "../escape.ts";
import { chip, chipsOf, inColumn, inRow, rowWidth } from "./addresses.ts";
import { frontCard, smallCard, smsCard } from "./cards.ts";
import { connections } from "./connections.ts";
import type { Live, Part, Topology } from "./model.ts";
import { entriesOf, requests, toSms } from "./requests.ts";
import { box, text } from "./shapes.ts";
import { pictureStyle } from "./style.ts";
import { oneRow, type Placed, type Tier, tier } from "./tier.ts";

const margin = 24;

/**
 * The topology of a stack as a standalone SVG: users, virtual addresses, front ends, SMS nodes, and the primary. With `live`, by node, and
 * `vips`, by address, it shows the present state in colours and words.
 */
export function svg(
  topology: Topology,
  live: ReadonlyMap<string, Live> = new Map(),
  vips: ReadonlyMap<string, Part> = new Map(),
): string {
  const { smsNodes, feNodes } = topology;
  const fronts = tier(feNodes, feNodes.length > oneRow ? smallCard : (name) => frontCard(name, topology), 6);
  const sms = tier(smsNodes, (name) => smsCard(name, topology), oneRow);
  const [ofFronts, ofSms] = [chipsOf("fe", topology, vips), chipsOf("sms", topology, vips)];
  const alone = feNodes.length === 0;
  const rows = Math.max(rowWidth(ofFronts.length), alone ? rowWidth(ofSms.length) : 0);
  const inner = Math.max(fronts.width, sms.width, rows, 320) + 2 * margin;
  // The chips of the SMS nodes are beside the path from the front ends to these nodes, because that path does not lead through them.
  const width = inner + (alone || ofSms.length === 0 ? 0 : chip.width + margin);
  const usersAt = 16;
  const row = chip.height + 24;
  const frontsAt = alone ? usersAt : usersAt + 34 + 44 + (ofFronts.length === 0 ? 0 : row);
  const smsAt = alone ? usersAt + (ofSms.length === 0 ? 0 : row + 20) : frontsAt + fronts.height + 56;
  const centred = (from: Tier, top: number): Placed[] =>
    from.cards.map((card) => ({ ...card, x: card.x + (inner - from.width) / 2, y: card.y + top }));
  const front = centred(fronts, frontsAt);
  const bottom = centred(sms, smsAt);
  const buses = sms.grouped ? 0 : topology.databases.length * 20 + 14;
  const height = smsAt + sms.height + buses + 16;
  const parts = [
    ...[...front, ...bottom].flatMap(({ name, x, y, draw }) => draw(x, y, live.get(name))),
    ...(alone
      ? toSms(
          inRow(ofSms, inner, usersAt),
          smsAt - 24,
          entriesOf(bottom, sms, { middle: inner / 2, smsAt, live }),
        )
      : requests(
          {
            ...{ width: inner, usersAt, frontsAt, smsAt, fronts, sms, front, bottom },
            inFront: inRow(ofFronts, inner, usersAt + 34 + 24),
            beside: inColumn(ofSms, inner, frontsAt + fronts.height + 14),
          },
          live,
        )),
    ...(sms.grouped ? [] : connections(topology, bottom, smsAt + sms.height, live)),
    ...(fronts.grouped ? group(fronts, inner, frontsAt, `${feNodes.length} front ends`) : []),
    ...(sms.grouped
      ? group(sms, inner, smsAt, `${smsNodes.length} SMS nodes: each HAProxy sends to the primary`)
      : []),
  ];
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" class="topology" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-labelledby="topology-title topology-desc">`,
    `<title id="topology-title">Topology</title><desc id="topology-desc">${escape(description(topology, live, vips))}</desc>`,
    `<style>${pictureStyle}</style>`,
    `<rect width="${width}" height="${height}" fill="var(--ground)"/>`,
    ...parts,
    "</svg>",
    "",
  ].join("\n");
}

function group({ width, height }: Tier, all: number, y: number, words: string): string[] {
  const x = (all - width) / 2;
  return [box("group", { x, y, width, height }), text("note", { x: x + 14, y: y + 20 }, words)];
}

function description(
  { feNodes, smsNodes, databases, vips }: Topology,
  live: ReadonlyMap<string, Live>,
  addresses: ReadonlyMap<string, Part>,
): string {
  const parts = [
    ...(feNodes.length === 0
      ? []
      : [
          `Users reach the front ends ${feNodes.join(", ")}, whose HAProxy sends Jarvis requests to an SMS node.`,
        ]),
    ...vips.map(({ name, address, for: kind }) => {
      const note =
        addresses.get(address)?.note ?? `one of the ${kind === "fe" ? "front ends" : "SMS nodes"} has it`;
      return `The virtual address ${address} (${name}): ${note}.`;
    }),
    `On each SMS node (${smsNodes.join(", ")}) HAProxy sends clients to the primary of ${databases.map(({ name }) => name).join(", ")}.`,
    ...[...live].flatMap(([node, { databases: all, note }]) => [
      ...[...(all ?? [])].map(([database, part]) => `${node}: ${database} ${part.note}.`),
      ...(note === "" ? [] : [`${node}: ${note}.`]),
    ]),
  ];
  return parts.join(" ");
}
