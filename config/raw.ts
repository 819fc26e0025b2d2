/** True for a map as JSON has it. */
export function isMap(raw: unknown): raw is Record<string, unknown> {
  return typeof raw === "object" && raw !== null && !Array.isArray(raw);
}

/** The map's own value of this key; nothing when it has none, or is no map. */
export function own(raw: unknown, key: string): unknown {
  return isMap(raw) && Object.hasOwn(raw, key) ? raw[key] : undefined;
}

/** The list itself, or an empty one for anything else. */
export function list(raw: unknown): readonly unknown[] {
  return Array.isArray(raw) ? raw : [];
}

/** Every text and number in it, however deep. */
export function leaves(raw: unknown): string[] {
  if (typeof raw === "string" || typeof raw === "number") return [String(raw)];
  return typeof raw === "object" && raw !== null ? Object.values(raw).flatMap(leaves) : [];
}

/** A value as Pulumi hands it over: maps, lists, numbers and switches as JSON, and text as it is. */
export function decoded(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "string" || value === null ? text : value;
  } catch {
    return text;
  }
}
