/** libpq's `keyword=value ...`; nothing of a URI or of what libpq would not take. */
export function parseConninfo(text: string): [string, string][] | undefined {
  const pairs: [string, string][] = [];
  const pair = /\s*([a-z_]+)\s*=\s*(?:'((?:[^'\\]|\\[^])*)'|((?:[^\s'\\]|\\[^])*))(?=\s|$)/y;
  const end = text.trimEnd().length;
  while (pair.lastIndex < end) {
    const [, key, quoted, plain] = pair.exec(text) ?? [];
    if (key === undefined) return undefined;
    pairs.push([key, (quoted ?? plain ?? "").replace(/\\([^])/g, "$1")]);
  }
  return pairs;
}

export function writeConninfo(pairs: readonly (readonly [string, string])[]): string {
  return pairs
    .map(([key, value]) =>
      /^[A-Za-z0-9_.:/,-]+$/.test(value)
        ? `${key}=${value}`
        : `${key}='${value.replace(/['\\]/g, String.raw`\$&`)}'`,
    )
    .join(" ");
}

export interface Way {
  /** Where to knock now: at the node that will be the primary. */
  readonly trial: string;
  /** What the standby gets. One that names several hosts finds the primary by itself, and is left as it is. */
  readonly kept: string;
}

/**
 * The way to a new primary, from a `primary_conninfo` of before.
 *
 * @param name for `application_name`, where there was one that was not the standby's own.
 */
export function wayTo(conninfo: string, address: string, port: number, name?: string): Way | undefined {
  const parsed = parseConninfo(conninfo);
  if (parsed === undefined || parsed.length === 0) return undefined;
  // Of a keyword that comes twice libpq takes the last one.
  const of = new Map(parsed);
  // Its file is another one on another host.
  if (of.has("service")) return undefined;
  const several = (of.get("host") ?? of.get("hostaddr") ?? "").includes(",");
  const named = new Map(of);
  if (name !== undefined && named.has("application_name")) named.set("application_name", name);
  const changed = new Map(named);
  changed.delete("hostaddr");
  changed.set("host", address);
  changed.set("port", String(port));
  const aimed = writeConninfo([...changed]);
  changed.delete("target_session_attrs");
  return { trial: writeConninfo([...changed]), kept: several ? writeConninfo([...named]) : aimed };
}
