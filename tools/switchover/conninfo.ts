/** Reads libpq's `keyword=value ...`; returns undefined for a URI, and for text that libpq would not accept. */
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
  /** The connection string for a trial now, to the node that will be the primary. */
  readonly trial: string;
  /** The connection string for the standby. One that names several hosts finds the primary by itself, so its hosts are kept. */
  readonly kept: string;
}

/**
 * The connection strings for a new primary, made from a former `primary_conninfo`; undefined if that cannot be used.
 *
 * @param name for `application_name`, where the string has one that is another node's.
 */
export function wayTo(conninfo: string, address: string, port: number, name?: string): Way | undefined {
  const parsed = parseConninfo(conninfo);
  if (parsed === undefined || parsed.length === 0) return undefined;
  // Where a keyword occurs twice, libpq uses the last one.
  const of = new Map(parsed);
  // The service is defined in a file, which may differ on another host.
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
