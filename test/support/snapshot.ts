// A host's state as a flat record, to be compared before and after: files under /etc with mode, owner and content,
// packages, units, listening ports, firewalld's rules, PostgreSQL's roles and pg_hba.conf.
import { readFile } from "node:fs/promises";

export type Snapshot = Readonly<Record<string, string>>;

/** Takes a snapshot with `run`, which runs shell text on the host as root and gives its stdout. */
export async function snapshot(run: (command: string) => Promise<string>): Promise<Snapshot> {
  const script = await readFile(new URL("snapshot.sh", import.meta.url), "utf8");
  const lines = (await run(script)).split("\n").filter((line) => line !== "");
  return Object.fromEntries(lines.map(splitAtTab));
}

/** What differs, a line each; `ignore` leaves out keys that the test expects to change. Empty when all is the same. */
export function differences(before: Snapshot, after: Snapshot, ignore: RegExp = /^$/): string[] {
  const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort();
  return keys
    .filter((key) => before[key] !== after[key] && !ignore.test(key))
    .map((key) => `${key}: ${before[key] ?? "(absent)"} -> ${after[key] ?? "(absent)"}`);
}

function splitAtTab(line: string): [string, string] {
  const at = line.indexOf("\t");
  return at < 0 ? [line, ""] : [line.slice(0, at), line.slice(at + 1)];
}
