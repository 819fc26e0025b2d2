import { setTimeout as sleep } from "node:timers/promises";

const home = "\x1b[H";
const toEndOfLine = "\x1b[K";
const toEndOfScreen = "\x1b[J";
const ownScreen = { on: "\x1b[?1049h\x1b[?25l", off: "\x1b[?25h\x1b[?1049l" };

/**
 * Shows what `look` returns, every `seconds`, until the user presses Ctrl-C. On a terminal each line overwrites the
 * former one, so nothing flickers; elsewhere the results follow each other.
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

/** The lines that fit, written over the former ones. A terminal that does not know its height has 0 rows. */
export function frame(lines: readonly string[], rows: number): string {
  const more = rows === 0 ? 0 : lines.length - rows + 1;
  const shown = more > 1 ? [...lines.slice(0, rows - 1), `… ${more} more lines`] : lines;
  // Each row is erased before it is written: after a line that fills its row, the cursor is still on its last character.
  const written = shown.map((each) => toEndOfLine + each).join("\n");
  return home + written + (shown.length === rows ? "" : `\n${toEndOfScreen}`);
}
