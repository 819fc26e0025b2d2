// What a power cut could damage on a host, before it, after it, and what is wrong.
import { readFile } from "node:fs/promises";
import type { TestHost } from "../exec.ts";
import type { Snapshot } from "../snapshot.ts";

/** Everything, or files and services only, which takes half the time. */
export async function look(host: TestHost, what: "all" | "files" = "all"): Promise<Snapshot> {
  const script = await readFile(new URL("look.sh", import.meta.url), "utf8");
  return entries(await host.run(`what=${what}\n${script}`));
}

/** Lines KEY<TAB>VALUE. */
export function entries(text: string): Snapshot {
  const lines = text.split("\n").filter((line) => line.includes("\t"));
  return Object.fromEntries(lines.map((line) => line.split("\t", 2) as [string, string]));
}

/** A step as it ran without a cut. */
export interface Reference {
  readonly before: Snapshot;
  readonly after: Snapshot;
  /** Beginnings of the SHA-256 of all versions that the step itself wrote of any file. */
  readonly written: readonly string[];
}

const journal = "file /var/lib/n2acd-ha/";
/**
 * Files that the next run of the step, or of dpkg, makes anew before it reads them. `wanted.new` and the like become another file once they
 * are on disk.
 */
const scratch =
  /\/\.[^/]*(\/|$)|\.dpkg-(new|tmp)$|\.new(\/|$)|n2acd-ha\/[^/]*\/((apache|made|trial|answers)\/|log$|(candidate|former|waiting|given)(\.c|\.pem|$))/;

/** What is wrong on a host whose power was cut during the step; empty if nothing is. */
export function wrongAfterCut({ before, after, written }: Reference, now: Snapshot): string[] {
  const wrong: string[] = [];
  for (const [key, value] of Object.entries(now)) {
    const known = [before[key], after[key]];
    if (key.startsWith("file ") && !known.includes(value) && !scratch.test(key)) {
      const [, , size = "", hash = ""] = value.split(" ");
      if (size === "0") wrong.push(`${key} is empty`);
      else if (isOriginal(key)) wrong.push(`${key} is not what was found first`);
      else if (ours(key, after, written) && !written.includes(hash))
        wrong.push(`${key} is neither the old nor the new one: ${value}`);
    }
    if (/^(unit|serves|role) /.test(key) && before[key] === after[key] && !alike(key, after[key], value))
      wrong.push(`${key}: ${value} in place of ${after[key] ?? "nothing"}`);
  }
  for (const key of Object.keys(before)) {
    if (now[key] === undefined && after[key] !== undefined) wrong.push(`${key} is lost`);
  }
  for (const key of Object.keys(after).filter(isOriginal)) {
    const path = `file ${originalOf(key)}`;
    const changed = now[path] !== before[path];
    if (changed && now[key] === undefined && before[key] === undefined)
      wrong.push(`${path} has changed, and its original is lost`);
  }
  return wrong;
}

/** What differs from a host whose step had reported success before the power was cut. */
export function differsFrom(after: Snapshot, now: Snapshot, ignore = /^$/): string[] {
  const keys = [...new Set([...Object.keys(after), ...Object.keys(now)])].sort();
  return keys
    .filter((key) => !alike(key, after[key], now[key]) && !scratch.test(key) && !ignore.test(key))
    .map((key) => `${key}: ${after[key] ?? "(absent)"} -> ${now[key] ?? "(absent)"}`);
}

/** A boot also starts what is enabled and did not run before. */
function alike(key: string, after: string | undefined, now: string | undefined): boolean {
  return after === now || (key.startsWith("unit ") && after?.replace(/^inactive/, "active") === now);
}

/** Whether the journal keeps there what the first run found, or that it found nothing. */
function isOriginal(key: string): boolean {
  return key.startsWith(journal) && /\/file%[^/]*$/.test(key) && !/\.(unsettled|install)$/.test(key);
}

function originalOf(key: string): string {
  return key
    .replace(/^.*\/file(?=%)/, "")
    .replace(/\.none$/, "")
    .replaceAll("%", "/");
}

/** Whether n2acd-ha writes this file, and no program of the system. */
function ours(key: string, after: Snapshot, written: readonly string[]): boolean {
  const hash = after[key]?.split(" ").at(-1) ?? "";
  return written.includes(hash);
}
