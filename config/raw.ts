/** True for a map, which is an object in JSON. */
export function isMap(raw: unknown): raw is Record<string, unknown> {
  return typeof raw === "object" && raw !== null && !Array.isArray(raw);
}

/** The map's own value for this key; undefined if it has none, or `raw` is no map. */
export function own(raw: unknown, key: string): unknown {
  return isMap(raw) && Object.hasOwn(raw, key) ? raw[key] : undefined;
}

/** The list itself, or an empty one for anything else. */
export function list(raw: unknown): readonly unknown[] {
  return Array.isArray(raw) ? raw : [];
}

/** Every text and number in the value, at any depth. */
export function leaves(raw: unknown): string[] {
  if (typeof raw === "string" || typeof raw === "number") return [String(raw)];
  return typeof raw === "object" && raw !== null ? Object.values(raw).flatMap(leaves) : [];
}

/** Decodes a value as Pulumi stores it: maps, lists, numbers and booleans as JSON, and text unchanged. */
export function decoded(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "string" || value === null ? text : value;
  } catch {
    return text;
  }
}
