import { escape } from "../escape.ts";
import type { Tone } from "./model.ts";

/** A place in the picture: its upper left corner, and its size. */
export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export function box(kind: "card" | "chip" | "group", { x, y, width, height }: Box, tone?: Tone): string {
  const round = kind === "chip" ? 6 : 10;
  return `<rect class="${classes(kind, tone)}" x="${x}" y="${y}" width="${width}" height="${height}" rx="${round}"/>`;
}

/** A database's cylinder. */
export function cylinder({ x, y, width, height }: Box, tone?: Tone): string {
  const bend = 6;
  const [left, right, bottom] = [x, x + width, y + height - bend];
  const arc = (to: number, way: number): string => `A ${width / 2} ${bend} 0 0 ${way} ${to} `;
  return (
    `<path class="${classes("chip", tone)}" d="M${left} ${y + bend} ${arc(right, 1)}${y + bend} V${bottom} ${arc(left, 1)}${bottom} Z ` +
    `M${left} ${y + bend} ${arc(right, 0)}${y + bend}"/>`
  );
}

type Kind = "" | "name" | "note";

/** One line of text, cut where it would leave `width`. */
export function text(
  kind: Kind,
  at: { x: number; y: number },
  words: string,
  options: { width?: number; tone?: Tone | undefined; middle?: boolean; then?: string } = {},
): string {
  const { width = Infinity, tone, middle = false, then = "" } = options;
  const anchor = middle ? ' text-anchor="middle"' : "";
  return `<text class="${classes(kind, tone)}" x="${at.x}" y="${at.y}"${anchor}>${cut(kind, words, width)}${then}</text>`;
}

/** A note after a text, wherever that text ends in the browser's font. */
export function remark(words: string, width: number, tone: Tone | undefined): string {
  return `<tspan class="${classes("note", tone)}" dx="8">${cut("note", words, width)}</tspan>`;
}

function cut(kind: Kind, words: string, width: number): string {
  const most = Math.floor(width / (kind === "note" ? 6.1 : kind === "name" ? 8 : 7.1));
  if (words.length <= most) return escape(words);
  return `${escape(`${words.slice(0, Math.max(1, most - 1))}…`)}<title>${escape(words)}</title>`;
}

export function dot(x: number, y: number, tone: Tone): string {
  return `<circle class="${classes("dot", tone)}" cx="${x}" cy="${y}" r="5"/>`;
}

/** A line with corners, with an arrow's tip at its end if `tip` is true. */
export function flow(
  points: readonly (readonly [number, number])[],
  { tone, tip = false, asked = false }: { tone?: Tone | undefined; tip?: boolean; asked?: boolean } = {},
): string {
  const path = points.map(([x, y], i) => `${i === 0 ? "M" : "L"}${x} ${y}`).join(" ");
  const drawn = `<path class="${classes(`flow${asked ? " asked" : ""}`, tone)}" d="${path}"/>`;
  const [before, end] = points.slice(-2);
  if (!tip || before === undefined || end === undefined) return drawn;
  const turn = (Math.atan2(end[1] - before[1], end[0] - before[0]) * 180) / Math.PI;
  return `${drawn}<path class="${classes("tip", tone)}" transform="translate(${end[0]} ${end[1]}) rotate(${turn})" d="M0 0 -8 -4 -8 4z"/>`;
}

function classes(kind: string, tone: Tone | undefined): string {
  return [kind, tone].filter(Boolean).join(" ");
}
