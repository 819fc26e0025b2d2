// The few shapes that the plots are made of.

/** The left edge of a plot and the width of its picture in pixels, and the values at both ends of its logarithmic axis. */
export interface Axis {
  readonly left: number;
  readonly width: number;
  readonly from: number;
  readonly to: number;
}

const right = 24;

export function logarithmic({ left, width, from, to }: Axis): (value: number) => number {
  return (value) =>
    left + ((width - left - right) * Math.log(Math.max(value, from) / from)) / Math.log(to / from);
}

/** Grid lines with their numbers, and the unit below them. */
export function grid(
  axis: Axis,
  values: readonly number[],
  top: number,
  bottom: number,
  unit: string,
): string[] {
  const x = logarithmic(axis);
  return [
    ...values.flatMap((value) => [
      `<line x1="${px(x(value))}" x2="${px(x(value))}" y1="${top}" y2="${bottom}" class="grid"/>`,
      text(x(value), bottom + 16, String(value), "small middle"),
    ]),
    text((axis.left + axis.width - right) / 2, bottom + 34, `${unit}, logarithmic`, "small middle"),
  ];
}

export function picture(width: number, height: number, label: string, body: readonly string[]): string {
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="${label}">
<style>
  text { font: 13px system-ui, sans-serif; fill: #111827 }
  .title { font-weight: 600; font-size: 15px } .strong { font-weight: 600 } .small { font-size: 11px; fill: #4b5563 }
  .middle { text-anchor: middle } .end { text-anchor: end } .grid { stroke: #e5e7eb }
</style>
<rect width="100%" height="100%" fill="#ffffff"/>
${body.join("\n")}
</svg>
`;
}

/** The vertical offset of a dot in pixels, which keeps dots of equal values apart. */
export function spread(index: number): number {
  return ((index % 5) - 2) * 3;
}

export function dot(cx: number, cy: number, colour: string): string {
  return `<circle cx="${px(cx)}" cy="${px(cy)}" r="3" fill="${colour}" fill-opacity="0.45"/>`;
}

export function tick(
  cx: number,
  cy: number,
  half: number,
  colour: string,
  thick: number,
  title: string,
): string {
  const line = `<line x1="${px(cx)}" x2="${px(cx)}" y1="${px(cy - half)}" y2="${px(cy + half)}" stroke="${colour}" stroke-width="${thick}">`;
  return `${line}${title === "" ? "" : `<title>${title}</title>`}</line>`;
}

export function text(atX: number, atY: number, content: string, style: string): string {
  return `<text x="${px(atX)}" y="${px(atY)}" class="${style}">${content}</text>`;
}

function px(value: number): string {
  return value.toFixed(1);
}
