// What a power cut has left on a disk, without booting from it.
import { fileURLToPath } from "node:url";
import { local } from "../exec.ts";
import type { Snapshot } from "../snapshot.ts";
import type { Cut } from "./cut.ts";
import { differsFrom, entries, type Reference, wrongAfterCut } from "./look.ts";

const script = fileURLToPath(new URL("read.sh", import.meta.url));

/** What was lost or is wrong in the files; empty if nothing is. */
export async function wrongOnDisk(
  { before, after, written }: Reference,
  { disk, succeeded }: Cut,
): Promise<string[]> {
  const { status, stdout, stderr } = await local([script, disk.file]);
  if (status !== 0) return [`the disk cannot be read: ${stderr}`];
  const now = entries(stdout);
  const old = filesOf(before);
  const files = filesOf(after);
  const known = new Set([...Object.keys(old), ...Object.keys(files)]);
  // What a machine's own look leaves out is left out here, too.
  const found = Object.fromEntries(
    Object.entries(now).filter(([key]) => known.has(key) || key.startsWith("file /var/lib/n2acd-ha/")),
  );
  return succeeded ? differsFrom(files, found) : wrongAfterCut({ before: old, after: files, written }, found);
}

/** The files alone. This machine may have other names for their owners. */
function filesOf(all: Snapshot): Snapshot {
  const files = Object.entries(all).filter(
    ([key]) => /^file \/(etc|usr\/local|var\/lib\/n2acd-ha)\//.test(key) && !key.endsWith("/.lock"),
  );
  return Object.fromEntries(files.map(([key, value]) => [key, value.replace(/ \S+ /, " - ")]));
}
