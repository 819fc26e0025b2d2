// The keys that a stack file may have.
import type { z } from "zod";
import { devStack, frontEndStack, hostsStack } from "../../../../config/schema.ts";
import { type Shape, shapeOf } from "../../../../tools/schema/shape.ts";

const stacks = { hosts: [hostsStack], every: [hostsStack, frontEndStack, devStack] };

/** Their paths, such as `smsNodes[].address`, of a stack of existing hosts or of every kind of stack. */
export function knownKeys(which: keyof typeof stacks = "every"): string[] {
  return [...shapes(stacks[which]).keys()];
}

interface Plain {
  readonly good: unknown;
  readonly wrong: readonly unknown[];
}

/** Of each key that takes only numbers of a range, or only true and false: a value that it takes, and values that are wrong. */
export function plainValues(): Map<string, Plain> {
  const values = [...shapes(stacks.every)].flatMap(
    ([path, { type, minimum, maximum }]): [string, Plain][] => {
      if (type === "boolean") return [[path, { good: true, wrong: ["yes", 1] }]];
      if (typeof minimum !== "number" || typeof maximum !== "number") return [];
      const wrong = [minimum - 1, maximum + 1, minimum + 0.5, String(maximum)];
      return [[path, { good: maximum, wrong }]];
    },
  );
  return new Map(values);
}

function shapes(of: readonly z.ZodType[]): Map<string, Shape> {
  return new Map(of.flatMap((stack) => keysOf(shapeOf(stack))));
}

/** All keys, such as `smsNodes[].address`, and what each may hold. */
function keysOf(shape: Shape, path = ""): [string, Shape][] {
  const { properties = {}, items, anyOf = [] } = shape;
  return [
    ...Object.entries(properties).flatMap(([name, field]): [string, Shape][] => {
      const key = path === "" ? name : `${path}.${name}`;
      return "not" in field ? [] : [[key, field], ...keysOf(field, key)];
    }),
    ...(items === undefined
      ? []
      : [
          ...(items.properties ? [] : [[`${path}[]`, items] as [string, Shape]]),
          ...keysOf(items, `${path}[]`),
        ]),
    ...anyOf.flatMap((each) => keysOf(each, path)),
  ];
}
