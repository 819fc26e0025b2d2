/**
 * A recording of a terminal as a picture that moves, without a script: `node dev/recording/svg.ts CAST SVG`. Lines that are the same in
 * several moments are in it once.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { type Frame, play, type Recording, type Run } from "./frames.ts";

const letter = { width: 7.8, height: 17 } as const;
const palette = ["#6e7681", "#ff7b72", "#3fb950", "#d29922", "#58a6ff", "#bc8cff", "#39c5cf", "#c9d1d9"];

export function svg({ width, height, seconds, frames }: Recording): string {
  const size = [width * letter.width + 24, height * letter.height + 24].map(Math.ceil);
  const numbers = new Map<string, number>();
  const numbered = (line: readonly Run[]): number => {
    const drawn = line.map(text).join("");
    return numbers.get(drawn) ?? (numbers.set(drawn, numbers.size), numbers.size - 1);
  };
  const shown = frames.map(({ lines }, i) => {
    const used = lines.flatMap((line, row) =>
      line.length === 0 ? [] : [`<use href="#l${numbered(line)}" y="${row * letter.height}"/>`],
    );
    return `<g class="f" style="animation-name:f${i}">${used.join("")}</g>`;
  });
  const times = frames.map((frame, i) => [frame.seconds, frames[i + 1]?.seconds ?? seconds] as const);
  const percent = (at: number): string => `${((at / seconds) * 100).toFixed(2)}%`;
  const moves = times.map(
    ([from, to], i) =>
      `@keyframes f${i}{0%{visibility:${from === 0 ? "visible" : "hidden"}}${percent(from)}{visibility:visible}${percent(to)}{visibility:${to >= seconds ? "visible" : "hidden"}}}`,
  );
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${size.join(" ")}" width="${size[0] ?? 0}" role="img" aria-labelledby="title what" font-family="ui-monospace,Menlo,Consolas,'DejaVu Sans Mono',monospace" font-size="13">`,
    `<title id="title">make dev, and a failover</title>`,
    `<desc id="what">${escaped(described(frames))}</desc>`,
    `<style>text{fill:#c9d1d9;white-space:pre}.b{font-weight:700}.d{opacity:.6}${palette.map((colour, i) => `.c${i}{fill:${colour}}`).join("")}`,
    `.f{visibility:hidden;animation-duration:${seconds.toFixed(1)}s;animation-iteration-count:infinite;animation-timing-function:step-end}`,
    // Who wants nothing that moves sees how it ends.
    `@media (prefers-reduced-motion:reduce){.f{animation:none}.f:last-of-type{visibility:visible}}`,
    `${moves.join("")}</style>`,
    `<defs>${[...numbers].map(([drawn, number]) => `<g id="l${number}">${drawn}</g>`).join("")}</defs>`,
    `<rect width="100%" height="100%" rx="8" fill="#0d1117"/><g transform="translate(12 24)">${shown.join("")}</g></svg>\n`,
  ].join("");
}

/** What is seen, for those who do not see it: each command once, and how the screen is at its end. */
function described(frames: readonly Frame[]): string {
  const lines = frames.map((frame) => frame.lines.map((line) => line.map((run) => run.text).join(" ")));
  const commands = new Set(lines.flatMap((all) => all.filter((line) => line.startsWith("$ "))));
  const end = (lines.at(-1) ?? []).filter((line) => line !== "" && !line.startsWith("$ "));
  return `A terminal runs ${[...commands].map((line) => line.slice(2)).join(", then ")}. It ends with: ${end.join("; ")}`;
}

function text({ text: letters, at, colour, bold, dim }: Run): string {
  const looks = [
    ...(colour === undefined ? [] : [`c${(colour + (colour > 7 ? -8 : 0)) % 8}`]),
    ...(bold ? ["b"] : []),
    ...(dim ? ["d"] : []),
  ];
  const length = (letters.length * letter.width).toFixed(1);
  return `<text x="${(at * letter.width).toFixed(1)}"${looks.length === 0 ? "" : ` class="${looks.join(" ")}"`} textLength="${length}" lengthAdjust="spacingAndGlyphs">${escaped(letters)}</text>`;
}

function escaped(letters: string): string {
  return letters.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}

/** As the README has it: ten seconds for each command, for `make dev` alone takes minutes. */
export function asShown(cast: string): Promise<Recording> {
  return play(cast, 0.5, 10);
}

if (import.meta.main) {
  const [cast = "dev/recording/dev.cast", file = "docs/dev.svg"] = process.argv.slice(2);
  writeFileSync(file, svg(await asShown(readFileSync(cast, "utf8"))));
}
