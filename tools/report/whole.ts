import { scrubbed } from "./scrubbed.ts";
import type { Report } from "./stack.ts";

/** The most characters that GitHub accepts in one comment, less some room for what a workflow adds. GitLab accepts more. */
export const limit = 65_536 - 1024;

/** All stacks in one text, those that fail first, those without a change last. */
export function whole(reports: readonly Report[], most = limit): string {
  const weight = ({ failed, markdown }: Report): number => (failed ? 0 : markdown.startsWith("## ") ? 1 : 2);
  const text = reports
    .toSorted((a, b) => weight(a) - weight(b))
    .map(({ markdown }) => markdown)
    .join("\n");
  return cut(scrubbed(text), most);
}

/** Cuts a text of more than `most` characters between two lines; open blocks are closed, and a sentence says how much is missing. */
export function cut(text: string, most: number): string {
  if (text.length <= most) return text;
  const lines = text.split("\n");
  let kept = lines.length;
  let result = text;
  while (result.length > most && kept > 0) {
    // Removes as many lines as exceed the limit, and at least one.
    let excess = result.length - most;
    while (kept > 0 && excess >= 0) excess -= (lines[--kept] ?? "").length + 1;
    const missing = lines.length - kept;
    const sentence =
      `**Cut here**, because a comment has a limit: ${missing} lines are missing. ` +
      "The whole report: `node tools/report.ts`, or the run that wrote this.";
    result = [...lines.slice(0, kept), ...closing(lines.slice(0, kept)), "", sentence, ""].join("\n");
  }
  return result;
}

function closing(lines: readonly string[]): string[] {
  let open: string | undefined;
  let inside = 0;
  for (const line of lines) {
    const ticks = /^`{3,}/.exec(line)?.[0];
    if (ticks !== undefined && open === undefined) open = ticks;
    else if (open !== undefined && line === open) open = undefined;
    else if (open === undefined && line === "<details>") inside++;
    else if (open === undefined && line === "</details>") inside--;
  }
  return [...(open === undefined ? [] : [open]), ...Array.from({ length: inside }, () => "</details>")];
}
