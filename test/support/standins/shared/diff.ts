/** Where two property bags differ, path by path, as the engine shows it. */
export type Props = Record<string, unknown>;

export interface Change {
  /** Property path in Pulumi's notation: `connection.host`, `triggers[0]`, `tmpfs["/run"]`. */
  readonly path: string;
  readonly kind: "add" | "delete" | "update";
}

/** What the engine sends for a value that a preview cannot know yet. */
const unknown = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

const isProps = (value: unknown): value is Props =>
  typeof value === "object" && value !== null && !Array.isArray(value);
const isAbsent = (value: unknown): boolean => value === undefined || value === null;

function child(path: string, key: string): string {
  if (!/^[A-Za-z_$][\w$]*$/.test(key)) return `${path}["${key.replaceAll('"', '\\"')}"]`;
  return path === "" ? key : `${path}.${key}`;
}

export function changes(before: unknown, after: unknown, path = ""): Change[] {
  if (after === unknown) return [{ path, kind: isAbsent(before) ? "add" : "update" }];
  if (isAbsent(before) && isAbsent(after)) return [];
  if (isAbsent(before)) return [{ path, kind: "add" }];
  if (isAbsent(after)) return [{ path, kind: "delete" }];
  if (Array.isArray(before) && Array.isArray(after)) {
    const length = Math.max(before.length, after.length);
    return Array.from({ length }, (_, i) => changes(before[i], after[i], `${path}[${i}]`)).flat();
  }
  if (isProps(before) && isProps(after)) {
    const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])];
    return keys.flatMap((key) => changes(before[key], after[key], child(path, key)));
  }
  return before === after ? [] : [{ path, kind: "update" }];
}

/** The property at the root of a path: `triggers[0]` is of `triggers`. */
export const rootOf = (path: string): string => /^[^.[]*/.exec(path)?.[0] ?? path;
