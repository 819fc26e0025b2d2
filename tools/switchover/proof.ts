import { setTimeout as sleep } from "node:timers/promises";
import type { Status } from "../status/schema.ts";

/** The status, once it says nothing that it did not say before; at the latest after these seconds. */
export async function statusAfter(
  look: () => Promise<Status>,
  before: Status | undefined,
  seconds: number,
): Promise<{ status: Status; left: Status["findings"] }> {
  const known = new Set(before?.findings.map(({ kind, text }) => `${kind} ${text}`));
  const end = Date.now() + seconds * 1000;
  for (;;) {
    const status = await look();
    const left = status.findings.filter(
      ({ severity, kind, text }) => severity !== "note" && !known.has(`${kind} ${text}`),
    );
    if ((left.length === 0 && status.level !== "unknown") || Date.now() > end) return { status, left };
    await sleep(1000);
  }
}
