import { setTimeout as sleep } from "node:timers/promises";

const home = "\x1b[H";
const toEndOfLine = "\x1b[K";
const toEndOfScreen = "\x1b[J";
const ownScreen = { on: "\x1b[?1049h\x1b[?25l", off: "\x1b[?25h\x1b[?1049l" };

/**
 * Shows what `look` gives, again and again, until somebody presses Ctrl-C. On a terminal each line is written over the
 * one before it, so nothing flickers; elsewhere one follows the other.
 */
export async function watch(look: () => Promise<string[]>, seconds: number, screen: boolean): Promise<never> {
  const { stdout } = process;
  const over = screen && stdout.isTTY;
  if (over) {
    stdout.write(ownScreen.on);
    process.on("exit", () => stdout.write(ownScreen.off));
  }
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => process.exit());
  for (;;) {
    const started = Date.now();
    const lines = await look();
    stdout.write(over ? frame(lines, stdout.rows) : `${lines.join("\n")}\n`);
    await sleep(Math.max(0, started + seconds * 1000 - Date.now()));
  }
}

/** The lines that fit, over whatever stood there. A terminal that does not know its height has 0 rows. */
export function frame(lines: readonly string[], rows: number): string {
  const more = rows === 0 ? 0 : lines.length - rows + 1;
  const shown = more > 1 ? [...lines.slice(0, rows - 1), `… ${more} more lines`] : lines;
  // Erased first: behind a line that fills its row, the cursor still stands on the last letter of it.
  const written = shown.map((each) => toEndOfLine + each).join("\n");
  return home + written + (shown.length === rows ? "" : `\n${toEndOfScreen}`);
}
