import { numeric, whole } from "../answer.ts";
import type { Guard } from "../schema.ts";

const own =
  /^own (\S+) (\S+) timeline=(\d+) lsn=\S+ (serving|unproven|coming|waiting|yielding)(?: \((.*)\))? since=\d+ for=(\d+)$/;
const rival = /^rival (\S+) \S+ .* heard=(\S+)$/;
const server = /^server (\S+) (\S+) down (?:for=(\d+) )?#(.+)$/;

/** What a guard reports of itself, of the others and to HAProxy; null without an answer. See status() in assets/guard/guard.py. */
export function guardOf(lines: readonly string[]): Guard | null {
  if (lines.length === 0) return null;
  const found = (pattern: RegExp): string[][] =>
    lines.map((line): string[] => pattern.exec(line) ?? []).filter(({ length }) => length > 0);
  const heard = found(rival).map(([, node = "", seconds]) => [node, numeric(seconds) ?? null] as const);
  return {
    own: found(own).map(([, database = "", role = "", timeline, lease, why, since]) => ({
      database,
      role,
      timeline: whole(timeline) ?? 0,
      lease: lease as Guard["own"][number]["lease"],
      why: why === undefined || why === "" ? null : why,
      since: numeric(since) ?? 0,
    })),
    hears: [...new Map(heard)].map(([node, seconds]) => ({ node, seconds })),
    down: found(server).map(([, name = "", database = "", since, why = ""]) => ({
      server: name,
      database,
      why,
      since: numeric(since) ?? null,
    })),
  };
}
