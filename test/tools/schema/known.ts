// The keys that a stack file may have.
import { devStack, frontEndStack, hostsStack } from "../../../config/schema.ts";
import { type Shape, shapeOf } from "../../../tools/schema/shape.ts";

const stacks = { hosts: [hostsStack], every: [hostsStack, frontEndStack, devStack] };

/** Their paths, such as `smsNodes[].address`, of a stack of existing hosts or of every kind of stack. */
export function knownKeys(which: keyof typeof stacks = "every"): string[] {
  const keys = stacks[which].flatMap((stack) => keysOf(shapeOf(stack)));
  return [...new Set(keys)];
}

/** The paths of all keys, such as `smsNodes[].address`. */
function keysOf(shape: Shape, path = ""): string[] {
  const { properties = {}, items, anyOf = [] } = shape;
  return [
    ...Object.entries(properties).flatMap(([name, field]) => {
      const key = path === "" ? name : `${path}.${name}`;
      return "not" in field ? [] : [key, ...keysOf(field, key)];
    }),
    ...(items === undefined
      ? []
      : [...(items.properties ? [] : [`${path}[]`]), ...keysOf(items, `${path}[]`)]),
    ...anyOf.flatMap((each) => keysOf(each, path)),
  ];
}
