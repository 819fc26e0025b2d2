import { canonical } from "../lib/addresses.ts";
import type { Problem } from "./problems.ts";
import type { NodeView, View } from "./view.ts";

/** Rules for nodes that are out of service, gone for good, or renamed. */
export function membership(view: View): Problem[] {
  return [...outOfService(view), ...renamed(view)];
}

/** Only known nodes may be named, and at least one SMS node has to stay in service. */
function outOfService({ nodes, settings: { drained = [], lost = [], adopt = {} } }: View): Problem[] {
  const sms = namesOf(nodes.filter(({ kind }) => kind === "sms"));
  const unknown = [
    // A configuration without SMS nodes has another problem, which is reported already.
    ...strangers("drained", sms.length === 0 ? [] : drained, sms, "an SMS node"),
    ...strangers("lost", lost, namesOf(nodes), "a node"),
    ...strangers("adopt", Object.keys(adopt), namesOf(nodes), "a node").map(({ text }) => ({
      path: "adopt",
      text,
    })),
  ];
  if (unknown.length > 0 || sms.length === 0) return unknown;
  if (sms.every((name) => lost.includes(name)))
    return [{ path: "lost", text: "no SMS node would be left; without any, destroy the stack" }];
  const serving = sms.filter((name) => !lost.includes(name) && !drained.includes(name));
  return serving.length > 0 ? [] : [{ path: "drained", text: "no SMS node would be left in service" }];
}

function strangers(
  path: string,
  names: readonly string[],
  known: readonly string[],
  what: string,
): Problem[] {
  return names.flatMap((name, i) =>
    known.includes(name)
      ? []
      : [{ path: `${path}[${i}]`, text: `"${name}" is not ${what}; known are ${known.join(", ")}` }],
  );
}

/** A former name must not be another node's present or former name: the state could not distinguish the two nodes. */
function renamed({ nodes }: View): Problem[] {
  const present = new Map(nodes.map(({ path, raw }) => [raw.name && canonical(raw.name), `${path}.name`]));
  const former = new Map<string, string>();
  return nodes.flatMap(({ path, raw }) => {
    if (raw.formerly === undefined) return [];
    const name = canonical(raw.formerly);
    const taken = present.get(name) ?? former.get(name);
    former.set(name, `${path}.formerly`);
    if (taken === undefined) return [];
    const text =
      taken === `${path}.name`
        ? "is the node's present name; leave it out"
        : `${JSON.stringify(raw.formerly)} is also ${taken}; rename one node, run up, then the other`;
    return [{ path: `${path}.formerly`, text }];
  });
}

function namesOf(nodes: readonly NodeView[]): string[] {
  return nodes.flatMap(({ raw }) => (raw.name === undefined ? [] : [raw.name]));
}
