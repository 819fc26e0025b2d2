import type { Live, Topology } from "./model.ts";
import { box, cylinder, dot, flow, remark, text } from "./shapes.ts";

/** A node in the picture: its size, and where lines enter and leave it, counted from its corner. */
export interface Card {
  readonly width: number;
  readonly height: number;
  /** The horizontal position at which requests enter, at the top. */
  readonly entry: number;
  /** The horizontal position at which its HAProxy's connections leave, at the bottom. */
  readonly exit: number;
  /** By database: the horizontal position at which connections enter, at the bottom, and how high above it they end. */
  readonly databases: readonly { readonly x: number; readonly rise: number }[];
  readonly draw: (x: number, y: number, live: Live | undefined) => string[];
}

const width = 214;
const left = 26;
const inner = width - 2 * left;

/** A front end with its HAProxy and its Apache. */
export function frontCard(name: string, { fePorts }: Topology): Card {
  const [edge, proxy, apache] = [10, 118, 54];
  return {
    width,
    height: 98,
    entry: edge + proxy / 2,
    // Beside the name, which stands below.
    exit: width / 2,
    databases: [],
    draw: (x, y, live) => {
      const [at, next] = [x + edge, x + width - edge - apache];
      const proxyNote = live === undefined ? "all requests" : live.note || live.proxy.note;
      return [
        box("card", { x, y, width, height: 98 }, live?.tone),
        // Its HAProxy's line goes down beside the name.
        ...title(name, x, y + 88, live, { note: "", most: 74 }),
        box("chip", { x: at, y: y + 12, width: proxy, height: 50 }, live?.proxy.tone),
        text("", { x: at + proxy / 2, y: y + 33 }, `HAProxy ${fePorts.map((port) => `:${port}`).join(" ")}`, {
          middle: true,
        }),
        text("note", { x: at + proxy / 2, y: y + 50 }, proxyNote, {
          middle: true,
          width: proxy - 8,
        }),
        flow(
          [
            [at + proxy, y + 37],
            [next - 1, y + 37],
          ],
          { tip: true },
        ),
        box("chip", { x: next, y: y + 12, width: apache, height: 50 }),
        text("", { x: next + apache / 2, y: y + 33 }, "Apache", { middle: true }),
        text("note", { x: next + apache / 2, y: y + 50 }, "the rest", { middle: true }),
      ];
    },
  };
}

/** A front end in a picture of many: its name and its state. */
export function smallCard(name: string): Card {
  const small = { width: 138, height: 46 };
  return {
    ...small,
    entry: 0,
    exit: 0,
    databases: [],
    draw: (x, y, live) => [
      box("card", { x, y, ...small }, live?.tone),
      ...(live === undefined ? [] : [dot(x + 14, y + 16, live.tone)]),
      text("name", { x: x + (live === undefined ? 12 : 26), y: y + 21 }, name, { width: 104 }),
      text(
        "note",
        { x: x + 12, y: y + 37 },
        live === undefined ? "HAProxy, Apache" : live.note || live.proxy.note,
        {
          width: 118,
          tone: alarming(live),
        },
      ),
    ],
  };
}

/** An SMS node with its Apache, its HAProxy and its databases, one below the other. */
export function smsCard(name: string, { databases }: Topology): Card {
  const cylinders = 132;
  const height = cylinders + databases.length * 60 + 28;
  return {
    width,
    height,
    entry: width / 2,
    exit: 12,
    databases: databases.map((_, d) => ({ x: width - 18 + 6 * d, rise: height - (cylinders + d * 60 + 25) })),
    draw: (x, y, live) => {
      const middle = x + width / 2;
      const chip = (top: number, tall: number) => ({ x: x + left, y: y + top, width: inner, height: tall });
      const proxyNote = live?.proxy.note ?? "to the primary";
      return [
        box("card", { x, y, width, height }, live?.tone),
        ...title(name, x + 8, y + height - 11, live),
        box("chip", chip(12, 34), live?.web?.tone),
        text("", { x: middle, y: y + 34 }, "Apache, Jarvis", { middle: true }),
        flow(
          [
            [middle, y + 46],
            [middle, y + 63],
          ],
          { tip: true },
        ),
        box("chip", chip(64, 50), live?.proxy.tone),
        text(
          "",
          { x: middle, y: y + 85 },
          `HAProxy ${databases.map(({ listenPort }) => `:${listenPort}`).join(" ")}`,
          { middle: true, width: inner - 8 },
        ),
        text("note", { x: middle, y: y + 102 }, proxyNote, { middle: true, width: inner - 8 }),
        ...databases.flatMap((database, d) => {
          const part = live?.databases?.get(database.name);
          const top = cylinders + d * 60;
          return [
            cylinder(chip(top, 52), part?.tone),
            text("", { x: middle, y: y + top + 28 }, `${database.name} :${database.port}`, {
              middle: true,
              width: inner - 8,
            }),
            text("note", { x: middle, y: y + top + 43 }, part?.note ?? "PostgreSQL", {
              middle: true,
              width: inner - 8,
              tone: part?.primary === true ? part.tone : undefined,
            }),
          ];
        }),
      ];
    },
  };
}

function title(
  name: string,
  x: number,
  y: number,
  live: Live | undefined,
  { note = live?.note ?? "", most = width - 52 } = {},
): string[] {
  const room = note === "" ? most : 96;
  const left = width - 68 - Math.min(room, name.length * 9);
  const then = note === "" ? "" : remark(note, left, alarming(live));
  return [
    ...(live === undefined ? [] : [dot(x + 19, y - 5, live.tone)]),
    text("name", { x: x + (live === undefined ? 14 : 32), y }, name, { width: room, then }),
  ];
}

function alarming(live: Live | undefined): Live["tone"] | undefined {
  return live === undefined || live.tone === "good" || live.tone === "calm" ? undefined : live.tone;
}
