// What a run saw, as a table.
import { writeFile } from "node:fs/promises";
import type { Played } from "./play.ts";
import { isChange, type Reason } from "./rows.ts";
import { table } from "./table.ts";

const page = new URL("../../docs/changes.md", import.meta.url);

/** Prints it; a run of all keys writes it into the document. */
export async function report(played: readonly Played[], all: boolean): Promise<void> {
  const rows = played.map(
    ({ key, how, tried, failed, seconds, ended, status }) =>
      `| \`${key}\` | ${how} | ${ended} | ${seconds.toFixed(0)} | ${tried} | ${failed.length} | ${status} |`,
  );
  const lines = [
    "| key | changed | `up` ended | seconds | tries | failed | what `status` says afterwards |",
    "| --- | --- | --- | --- | --- | --- | --- |",
    ...rows,
  ];
  console.log(lines.join("\n"));
  if (all) await writeFile(page, document(lines));
}

function document(lines: readonly string[]): string {
  const rest = Object.entries(table).flatMap(([key, row]) =>
    isChange(row) ? [] : [`| \`${key}\` | ${why(row)} |`],
  );
  return [
    "# Every key, changed under users",
    "",
    "`make test-changes` changes one key of the stack file after the other on a cluster of four, while users write through both SMS",
    "nodes and ask both front ends for pages and for Jarvis. Each key is changed three times: with something in the way at the first",
    "node, at the second node, and well. A try is a connection or a request; one that fails fails the test. This page is written by",
    "the last whole run. [Decision 26](decisions/0026-make-before-break.md) says what is opened and closed when.",
    "",
    ...lines,
    "",
    "## Keys that are not changed here",
    "",
    "| key | why |",
    "| --- | --- |",
    ...rest,
    "",
  ].join("\n");
}

function why(row: Reason): string {
  if ("holds" in row) return "a map; its keys are changed";
  if ("with" in row) return `part of the change of \`${row.with}\``;
  if ("reaches" in row) return "no step is told of it";
  return `changed in \`${row.tested}\``;
}
