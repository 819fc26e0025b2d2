// The JSON Schema of a stack file, Pulumi.NAME.yaml, for editors: made from config/schema/.
import type { z } from "zod";
import { ownSecrets } from "../../config/parse.ts";
import { devStack, frontEndStack, hostsStack } from "../../config/schema.ts";
import { type Shape, shapeOf, withoutKey } from "./shape.ts";

const namespace = "n2acd-ha:";

export function stackSchema(): Shape {
  const config = (stack: z.ZodType): Shape => {
    const { properties = {}, required = [] } = forEditors(shapeOf(stack));
    const keys = Object.keys(properties);
    return {
      type: "object",
      properties: Object.fromEntries(
        keys.map((key) => {
          const shape = properties[key] ?? {};
          return [namespace + key, ownSecrets.includes(key) ? secretly(shape) : shape];
        }),
      ),
      required: required.map((key) => namespace + key),
      // Keys of other programs are allowed as they are.
      propertyNames: {
        anyOf: [{ not: { pattern: `^${namespace}` } }, { enum: keys.map((key) => namespace + key) }],
      },
    };
  };
  return {
    $schema: "http://json-schema.org/draft-07/schema#",
    title: "A stack of n2acd-ha",
    type: "object",
    properties: {
      config: {
        if: { type: "object", required: [`${namespace}dev`] },
        then: config(devStack),
        else: {
          if: { type: "object", required: [`${namespace}smsStack`] },
          then: config(frontEndStack),
          else: config(hostsStack),
        },
      },
      encryptionsalt: { type: "string" },
      encryptedkey: { type: "string" },
      secretsprovider: { type: "string" },
      environment: {},
    },
    required: ["config"],
    additionalProperties: false,
  };
}

/** Makes a value a secret; in a list, or in a map with any names, each element by itself. */
function secretly(shape: Shape): Shape {
  const { items, additionalProperties: values } = shape;
  if (items !== undefined) return { ...shape, items: secretly(items) };
  if (typeof values === "object") return { ...shape, additionalProperties: secretly(values) };
  return asSecret(shape);
}

/** What `pulumi config set --secret` writes in the place of a value. */
function asSecret({ description }: Shape): Shape {
  return {
    ...(description === undefined ? {} : { description }),
    type: "object",
    properties: { secure: { type: "string" } },
    required: ["secure"],
    additionalProperties: false,
  };
}

/** Adds a description of each key, which editors show beside it: its meaning, and what applies without it. */
function forEditors({ guide, unset, keysOf, ...shape }: Shape): Shape {
  const { properties, required = [], items, anyOf } = shape;
  const told = Object.entries(properties ?? {}).map(([name, each]): [string, Shape] => {
    const inner = forEditors(each);
    if (each.description === undefined) return [name, inner];
    const key = { path: name, shape: each, required: required.includes(name), within: undefined };
    return [name, { ...inner, description: textOf(each.description, withoutKey(key)) }];
  });
  return {
    ...shape,
    ...(properties === undefined ? {} : { properties: Object.fromEntries(told) }),
    ...(items === undefined ? {} : { items: forEditors(items) }),
    ...(anyOf === undefined ? {} : { anyOf: anyOf.map(forEditors) }),
  };
}

function textOf(description: string, without: string): string {
  const value = /^(none$|required)/.test(without) ? "" : ` (default: ${plain(without)})`;
  return plain(description) + value;
}

/** The text without Markdown. A link that only says where to read on is dropped, because it is of no use in an editor. */
function plain(text: string): string {
  return text
    .replace(/: \[how\]\([^)]+\)$/, "")
    .replace(/\[([^\]]+)\]\([^)]+\)/g, "$1")
    .replaceAll("`", "");
}
