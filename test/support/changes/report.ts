// What the runs saw, as a table: docs/changes.md is made of test/support/changes/seen.json, in which each run replaces the keys that it tried.
import { readFile, writeFile } from "node:fs/promises";
import type { Played } from "./play.ts";
import { isChange, type Reason } from "./rows.ts";
import { table } from "./table.ts";

const record = new URL("seen.json", import.meta.url);
const page = new URL("../../../docs/changes.md", import.meta.url);

type Line = Pick<Played, "how" | "ended" | "tried" | "status"> & {
  readonly seconds: number;
  readonly failed: number;
};
type Seen = Readonly<Record<string, readonly Line[]>>;

/** Prints what a run saw, and records it. */
export async function report(played: readonly Played[]): Promise<void> {
  const now: Record<string, Line[]> = {};
  for (const { key, how, ended, seconds, tried, failed, status } of played) {
    now[key] ??= [];
    now[key].push({ how, ended, seconds: Math.round(seconds), tried, failed: failed.length, status });
  }
  console.log(lines(now).join("\n"));
  const before = JSON.parse(await readFile(record, "utf8").catch(() => "{}")) as Seen;
  const seen: Seen = { ...before, ...now };
  await writeFile(record, `${JSON.stringify(seen, null, 2)}\n`);
  await writeFile(page, changesDocument(seen));
}

function lines(seen: Seen): string[] {
  return [
    "| key | obstacle | `up` | seconds | tries | failed | `status` afterwards |",
    "| --- | --- | --- | --- | --- | --- | --- |",
    ...Object.keys(table).flatMap((key) =>
      (seen[key] ?? []).map(
        ({ how, ended, seconds, tried, failed, status }) =>
          `| \`${key}\` | ${how === "well" ? "none" : how} | ${ended === "well" ? "succeeded" : ended} | ${seconds} | ${tried} | ${failed} | ${status} |`,
      ),
    ),
  ];
}

/** The page, from what is recorded. */
export function changesDocument(seen: Seen): string {
  const rest = Object.entries(table).flatMap(([key, row]) =>
    isChange(row) ? [] : [`| \`${key}\` | ${why(row)} |`],
  );
  const unrecorded = Object.entries(table)
    .filter(([key, row]) => isChange(row) && seen[key] === undefined)
    .map(([key]) => `\`${key}\``);
  return [
    "# Every key, changed while clients are connected",
    "",
    "`make test-changes` changes one key of the stack file after the other on a cluster of four hosts. Meanwhile clients write through",
    "both SMS nodes, and request pages and calls of Jarvis from both front ends. Each key is changed three times: with an obstacle on the",
    "first node that changes, with an obstacle on the second one, and without any. An `up` with an obstacle has to fail. A try is a",
    "connection or a request, and a single failed one fails the test. The page is made from what the runs recorded.",
    "[Decision 26](decisions/0026-make-before-break.md) says when ports and rules are opened and closed.",
    "",
    ...lines(seen),
    "",
    ...(unrecorded.length === 0 ? [] : [`No run that passed is recorded for: ${unrecorded.join(", ")}.`, ""]),
    "## Keys that are not changed here",
    "",
    "| key | why |",
    "| --- | --- |",
    ...rest,
    "",
  ].join("\n");
}

function why(row: Reason): string {
  if ("holds" in row) return "it is a map, and its keys are changed one by one";
  if ("with" in row) return `it is changed together with \`${row.with}\``;
  if ("reaches" in row) return "it changes nothing on a host";
  return `\`${row.tested}\` changes it`;
}
