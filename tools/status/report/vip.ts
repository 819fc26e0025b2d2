import type { Answer } from "../answer.ts";
import type { Looked } from "../look.ts";
import type { Vip } from "../schema.ts";

/** Every virtual address, and the node that has it. */
export function vipsOf(looked: readonly Looked[]): Vip[] {
  const all = looked.flatMap(({ question }) =>
    (question.vips ?? []).map((vip) => ({ ...vip, for: question.kind })),
  );
  const once = new Map(all.map((vip) => [`${vip.for} ${vip.name}`, vip]));
  return [...once.values()].map((vip) => vipOf(vip, looked));
}

type Told = Answer["vips"][number] | undefined;

function vipOf(vip: Pick<Vip, "name" | "for" | "address" | "port">, looked: readonly Looked[]): Vip {
  // A node that does not answer has no question, but may have the address all the same.
  const members = looked.filter(({ question }) => question.kind === vip.for);
  const told = members.map(({ answer }) => answer?.vips.find(({ name }) => name === vip.name));
  const nodes = members.map(({ question, answer }, i) => nodeOf(question.node, answer, told[i]));
  const [holder, second] = nodes.filter(({ state }) => state === "has it");
  return {
    ...vip,
    holder: second === undefined ? (holder?.node ?? null) : null,
    since: holder === undefined ? sinceNobody(told) : second === undefined ? holder.since : null,
    moves: told.reduce((sum, each) => sum + (each?.moves ?? 0), 0),
    nodes,
  };
}

/** Seconds since the last node lost the address; null unless every node could be read and reports this. */
function sinceNobody(told: readonly Told[]): number | null {
  const left = told.flatMap((each) =>
    each === undefined || each.state === "MASTER" ? [] : (each.since ?? []),
  );
  return left.length === told.length ? Math.min(...left) : null;
}

function nodeOf(node: string, answer: Answer | undefined, told: Told): Vip["nodes"][number] {
  if (answer === undefined || told === undefined)
    return { node, state: "unknown", since: null, answers: null };
  const { has, answers, state, since } = told;
  const runs = answer.services.some(
    ({ name, active }) => name === "keepalived" && active !== "inactive" && active !== "failed",
  );
  // keepalived's last state is of no use where the kernel contradicts it.
  const agrees = has === (state === "MASTER");
  return {
    node,
    state: has ? "has it" : !runs ? "stopped" : state === "FAULT" ? "not serving" : "ready",
    since: agrees && (has || runs) ? (since ?? null) : null,
    answers,
  };
}
