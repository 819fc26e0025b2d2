import type { Finding } from "../../schema.ts";

/** Makes a finding; only the first four arguments are required. */
export function finding(
  severity: Finding["severity"],
  kind: string,
  nodes: readonly string[],
  text: string,
  { todo = null, database = null }: Partial<Pick<Finding, "todo" | "database">> = {},
): Finding {
  return { severity, kind, nodes: [...nodes], database, text, todo };
}

/** `fe-01, fe-02 and 44 more`. */
export function names(nodes: readonly string[]): string {
  const few = nodes.slice(0, nodes.length > 4 ? 3 : 4);
  const last = nodes.length > few.length ? `${nodes.length - few.length} more` : few.pop();
  return few.length === 0 ? (last ?? "") : `${few.join(", ")} and ${last ?? ""}`;
}

/** Seconds for people: `12 s`, `3 min`, `5 h`, `12 d`. */
export function span(seconds: number): string {
  if (seconds < 100) return `${Math.round(seconds)} s`;
  if (seconds < 6000) return `${Math.round(seconds / 60)} min`;
  if (seconds < 172_800) return `${Math.round(seconds / 3600)} h`;
  return `${Math.round(seconds / 86_400)} d`;
}

/** Makes a finding about one database. */
export type About = (
  severity: Finding["severity"],
  kind: string,
  nodes: readonly string[],
  text: string,
  todo?: string,
) => Finding;
