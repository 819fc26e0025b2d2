import { setTimeout as sleep } from "node:timers/promises";
import type { Status } from "../status/schema.ts";
import type { Problem } from "./schema.ts";

/** What the status reports that it did not report before. Returns as soon as that is nothing, or after these seconds. */
export async function statusAfter(
  look: () => Promise<Status>,
  before: Status | undefined,
  database: string,
  to: string,
  seconds: number,
): Promise<{ left: Problem[] }> {
  const known = new Set(before?.findings.map(({ kind, text }) => `${kind} ${text}`));
  const end = Date.now() + seconds * 1000;
  for (;;) {
    const { findings, databases } = await look();
    const left: Problem[] = findings
      .filter(({ severity, kind, text }) => severity !== "note" && !known.has(`${kind} ${text}`))
      .map(({ text, todo }) => ({ text, todo }));
    const primary = databases.find(({ name }) => name === database)?.primary ?? null;
    if (primary !== to)
      left.push({
        text: `${database}: not every HAProxy sends writers to ${to}${primary === null ? "" : `, they go to ${primary}`}`,
        todo: "make status; docs/on-call.md, The HAProxies disagree",
      });
    if (left.length === 0 || Date.now() > end) return { left };
    await sleep(1000);
  }
}
