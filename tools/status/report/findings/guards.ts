import type { Finding, Guard, Node } from "../../schema.ts";
import { finding, names, span } from "./finding.ts";

/** Seconds without a message after which a guard counts as not heard. Guards receive messages from each other several times a second. */
const deaf = 5;

/** What is wrong according to the guards. `guarded`: the nodes that should have a guard. */
export function guardFindings(nodes: readonly Node[], guarded: readonly string[]): Finding[] {
  const read = nodes.filter(({ name, trouble }) => trouble === null && guarded.includes(name));
  const answering = read.flatMap(({ name, guard }) => (guard === null ? [] : [{ name, guard }]));
  return [
    ...read.filter(({ guard }) => guard === null).map(({ name }) => silent(name)),
    ...superseded(answering),
    ...answering.flatMap(({ name, guard }) => [...heldBack(name, guard), ...unheard(name, guard, read)]),
  ];
}

interface Answering {
  readonly name: string;
  readonly guard: Guard;
}

function silent(name: string): Finding {
  const text = `${name}: the guard does not answer; its HAProxy relies on the checks alone`;
  return finding("degraded", "guard-silent", [name], text, {
    todo: `On ${name}: journalctl -u n2acd-ha-guard`,
  });
}

/** Each superseded node once, with the longest time that a guard reports: a guard that was restarted no longer knows the start. */
function superseded(all: readonly Answering[]): Finding[] {
  const said = all.flatMap(({ guard }) => guard.down).filter(({ why }) => why.startsWith("superseded by "));
  const longestLast = said.toSorted((one, other) => (one.since ?? 0) - (other.since ?? 0));
  return [...new Map(longestLast.map((each) => [`${each.database} ${each.server}`, each])).values()].map(
    ({ server, database, why, since: seconds }) => {
      const since = seconds === null ? "" : `, for ${span(seconds)}`;
      const todo = "Make it a standby of the new primary: docs/on-call.md, Making an old primary a standby";
      return finding(
        "degraded",
        "superseded",
        [server],
        `${server} is ${why}${since}: no HAProxy sends clients there`,
        {
          todo,
          database,
        },
      );
    },
  );
}

function heldBack(name: string, { own }: Guard): Finding[] {
  return own
    .filter(
      ({ role, lease, why }) =>
        role === "primary" && lease !== "serving" && !why?.startsWith("superseded by "),
    )
    .map(({ database, why, since }) =>
      finding(
        "critical",
        "guard-holds-back",
        [name],
        `the guard of ${name} keeps its primary out of use, for ${span(since)}: ${why ?? "it is not known to be alone"}`,
        { database, todo: "docs/on-call.md, A primary is held back" },
      ),
    );
}

/** A node that cannot be read has a finding of its own. */
function unheard(name: string, { hears }: Guard, read: readonly Node[]): Finding[] {
  const lost = hears
    .filter(
      ({ node, seconds }) => (seconds === null || seconds > deaf) && read.some((each) => each.name === node),
    )
    .map(({ node }) => node);
  if (lost.length === 0) return [];
  const text = `the guard of ${name} does not hear ${lost.length === 1 ? "that" : "those"} of ${names(lost)}`;
  return [
    finding("degraded", "guard-unheard", [name, ...lost], text, {
      todo: "See whether these nodes reach each other's n2acd-ha:guardPort, and whether the last pulumi up succeeded: it brings the key",
    }),
  ];
}
