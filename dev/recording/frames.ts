// What a terminal showed while it was recorded, moment by moment.
import headless from "@xterm/headless";

/** A run of letters of one look. */
export interface Run {
  readonly text: string;
  readonly at: number;
  readonly colour: number | undefined;
  readonly bold: boolean;
  readonly dim: boolean;
}

/** The screen from one moment on. */
export interface Frame {
  readonly seconds: number;
  readonly lines: readonly (readonly Run[])[];
}

export interface Recording {
  readonly width: number;
  readonly height: number;
  /** How long the whole takes. */
  readonly seconds: number;
  readonly frames: readonly Frame[];
}

/** Something that was shown, and when. */
type Shown = readonly [seconds: number, text: string];

/** What a command of a recording begins with: play.sh prints it. */
const prompt = "\x1b[1m$ ";

/**
 * Plays a recording of asciinema's (asciicast v2), and takes a picture where something has changed, `every` so many seconds at most.
 * A command that takes longer than `most` seconds is shown as quick as that.
 */
export async function play(cast: string, every: number, most = Infinity): Promise<Recording> {
  const [header = "{}", ...events] = cast.trim().split("\n");
  const { width, height, idle_time_limit: idle = 2 } = JSON.parse(header) as Record<string, number>;
  const terminal = new headless.Terminal({ cols: width, rows: height, allowProposedApi: true });
  const frames: Frame[] = [];
  const all = quickened(shownIn(events, idle), most);
  for (const [clock, text] of all) {
    await new Promise<void>((resolve) => {
      terminal.write(text, resolve);
    });
    const lines = screen(terminal);
    const last = frames.at(-1);
    if (last !== undefined && JSON.stringify(last.lines) === JSON.stringify(lines)) continue;
    const soon = last !== undefined && clock - last.seconds < every;
    if (soon) frames.pop();
    frames.push({ seconds: soon ? last.seconds : clock, lines });
  }
  return { width: width ?? 80, height: height ?? 24, seconds: (all.at(-1)?.[0] ?? 0) + 4, frames };
}

/** With pauses of `idle` seconds at most. */
function shownIn(events: readonly string[], idle: number): Shown[] {
  let [clock, before] = [0, 0];
  return events.flatMap((event) => {
    const [at, kind, text] = JSON.parse(event) as [number, string, string];
    clock += Math.min(at - before, idle);
    before = at;
    return kind === "o" ? [[clock, text] as const] : [];
  });
}

function quickened(shown: readonly Shown[], most: number): Shown[] {
  const begins = shown.filter(([, text]) => text.includes(prompt)).map(([seconds]) => seconds);
  const marks = [0, ...begins, shown.at(-1)?.[0] ?? 0];
  return shown.map(([seconds, text]) => {
    const takes = marks.slice(1).map((end, i) => ({ from: marks[i] ?? 0, long: end - (marks[i] ?? 0) }));
    const passed = takes
      .filter(({ from }) => from < seconds)
      .map(({ from, long }) => Math.min(seconds - from, long) * Math.min(1, most / long));
    return [passed.reduce((sum, each) => sum + each, 0), text];
  });
}

function screen({ buffer, rows }: headless.Terminal): Run[][] {
  const { active } = buffer;
  return Array.from({ length: rows }, (_, row) => runs(active.getLine(active.baseY + row)));
}

function runs(line: ReturnType<headless.Terminal["buffer"]["active"]["getLine"]>): Run[] {
  const found: Run[] = [];
  for (let at = 0; line !== undefined && at < line.length; at++) {
    const cell = line.getCell(at);
    const text = cell?.getChars() ?? "";
    if (cell === undefined || text === "" || text === " ") continue;
    const look = {
      colour: cell.isFgDefault() ? undefined : cell.getFgColor(),
      bold: cell.isBold() !== 0,
      dim: cell.isDim() !== 0,
    };
    const last = found.at(-1);
    const gap = last === undefined ? 99 : at - last.at - last.text.length;
    // One blank between two words is part of the run.
    if (
      last !== undefined &&
      gap <= 1 &&
      last.colour === look.colour &&
      last.bold === look.bold &&
      last.dim === look.dim
    )
      found[found.length - 1] = { ...last, text: last.text + " ".repeat(gap) + text };
    else found.push({ text, at, ...look });
  }
  return found;
}
