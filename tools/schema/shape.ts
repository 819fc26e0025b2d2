import { z } from "zod";

/** The part of JSON Schema that the tools read, and what config/schema/ says about a key. */
export interface Shape {
  readonly [keyword: string]: unknown;
  readonly properties?: Readonly<Record<string, Shape>>;
  readonly items?: Shape;
  readonly additionalProperties?: Shape | boolean;
  readonly anyOf?: readonly Shape[];
  readonly required?: readonly string[];
  readonly default?: unknown;
  /** What the key means, in Markdown. */
  readonly description?: string;
  /** The value of the vendor's guide, in Markdown; `same` is the default. */
  readonly guide?: string;
  /** What applies without the key, in Markdown, where that is no value by itself. */
  readonly unset?: string;
  /** The key that has the same inner keys as this one, and describes them. */
  readonly keysOf?: string;
}

export function shapeOf(stack: z.ZodType): Shape {
  return z.toJSONSchema(stack, { io: "input", unrepresentable: "any" }) as Shape;
}

/** A key, such as `stats.port`, and what surrounds it. */
export interface Key {
  readonly path: string;
  readonly shape: Shape;
  readonly required: boolean;
  /** The path of the map that it is in, if that may be left out. */
  readonly within: string | undefined;
}

/** The keys of a stack, or of a part of it, each before those inside it. */
export function keysOf(shape: Shape): Key[] {
  return inside(shape, "", undefined);
}

function inside(shape: Shape, path: string, within: string | undefined): Key[] {
  const { properties = {}, required = [], items, anyOf = [] } = shape;
  const own = Object.entries(properties).flatMap(([name, each]): Key[] => {
    const key = { path: path === "" ? name : `${path}.${name}`, shape: each, within };
    const optional = !required.includes(name) && each.default === undefined;
    const rest = each.keysOf === undefined ? inside(each, key.path, optional ? key.path : undefined) : [];
    return [{ ...key, required: required.includes(name) }, ...rest];
  });
  return [
    ...own,
    ...(items === undefined ? [] : inside(items, `${path}[]`, undefined)),
    ...anyOf.flatMap((each) => inside(each, path, within)),
  ];
}

/** What applies without the key, in Markdown; `required` where the key must be set. */
export function withoutKey({ shape, required, within }: Key): string {
  if (shape.unset !== undefined) return shape.unset;
  if (required) return within === undefined ? "required" : `required in \`${within}\``;
  const { default: value } = shape;
  const simple = typeof value === "string" || typeof value === "number" || typeof value === "boolean";
  return simple ? `\`${String(value)}\`` : "none";
}
