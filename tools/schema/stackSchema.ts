// The JSON Schema of a stack file, Pulumi.NAME.yaml, for editors: made from the one schema and the one description.
import { z } from "zod";
import { ownSecrets } from "../../config/parse.ts";
import { devStack, frontEndStack, hostsStack } from "../../config/schema.ts";

/** As much of JSON Schema as this looks at. */
export interface Shape {
  readonly [keyword: string]: unknown;
  readonly properties?: Readonly<Record<string, Shape>>;
  readonly items?: Shape;
  readonly additionalProperties?: Shape | boolean;
  readonly anyOf?: readonly Shape[];
  readonly required?: readonly string[];
}

const namespace = "n2acd-ha:";

/**
 * @param meanings what docs/configuration.md says of each key, such as `stats.port`.
 */
export function stackSchema(meanings: ReadonlyMap<string, string>): Shape {
  const config = (stack: z.ZodType): Shape => {
    const { properties = {}, required = [] } = described(
      z.toJSONSchema(stack, { io: "input", unrepresentable: "any" }) as Shape,
      meanings,
    );
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
      // Other programs' keys are theirs.
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

/** Of a list or a map of any names, each element by itself. */
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

/** With the meaning of each key as its description, which editors show beside it. */
function described(shape: Shape, meanings: ReadonlyMap<string, string>, path = ""): Shape {
  const inner = (properties: Readonly<Record<string, Shape>>): Record<string, Shape> =>
    Object.fromEntries(
      Object.entries(properties).map(([name, field]) => {
        const key = path === "" ? name : `${path}.${name}`;
        const meaning = meanings.get(key.replace(/^feNodes\[\]/, "smsNodes[]"));
        const told = described(field, meanings, key);
        return [name, meaning === undefined ? told : { ...told, description: meaning }];
      }),
    );
  const { properties, items, anyOf, ...rest } = shape;
  return {
    ...rest,
    ...(properties === undefined ? {} : { properties: inner(properties) }),
    ...(items === undefined ? {} : { items: described(items, meanings, `${path}[]`) }),
    ...(anyOf === undefined ? {} : { anyOf: anyOf.map((each) => described(each, meanings, path)) }),
  };
}
