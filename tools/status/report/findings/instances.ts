import type { Database, Finding, Instance } from "../../schema.ts";
import { type About, span } from "./finding.ts";

/** Seconds. A standby that is so far behind should not be promoted. */
const farBehind = 60;

/** What is wrong with one PostgreSQL of a database. */
export function instanceFindings(
  instance: Instance,
  { primary, timeline, instances }: Database,
  about: About,
): Finding[] {
  const { node, role, trouble, agent, streaming, lagSeconds, lagBytes } = instance;
  const says = agent?.says ?? "";
  const primaries = instances.filter((each) => each.role === "primary").length;
  if (role === "unknown") return [];
  if (role === "down") {
    return [
      about(
        "degraded",
        "database-down",
        [node],
        `PostgreSQL on ${node} does not answer: ${trouble ?? "no reason"}`,
        `On ${node}: look at the service of PostgreSQL and at its log`,
      ),
    ];
  }
  if (role === "primary") {
    const heldBack = says.includes("held back");
    return [
      ...(heldBack
        ? [
            about(
              "critical",
              "held-back",
              [node],
              `the primary on ${node} is held back: ${says.replace(/^primary, held back: /, "")}`,
              "Make it a standby of the other primary: docs/on-call.md, Two primaries",
            ),
          ]
        : []),
      ...(instance.readOnly === true
        ? [
            about(
              "critical",
              "read-only",
              [node],
              `the primary on ${node} takes no writes: default_transaction_read_only is on`,
              "Find out who set it, and reset it: docs/on-call.md, Nobody can write",
            ),
          ]
        : []),
      ...(primaries === 1 && instances.length > 1 && instance.standbys === 0 && node === (primary ?? node)
        ? [
            about(
              "degraded",
              "no-standby",
              [node],
              `no standby streams from ${node}, so no other node has what is written to it now`,
              "On each standby: PostgreSQL's log, and primary_conninfo (docs/on-call.md, A standby does not follow)",
            ),
          ]
        : []),
    ];
  }
  const other = instances.find(
    (each) =>
      each.role === "primary" &&
      each.system !== null &&
      instance.system !== null &&
      each.system !== instance.system,
  );
  return [
    ...(agent?.code === 200
      ? [
          about(
            "critical",
            "agent-wrong",
            [node],
            `the agent on ${node} says primary for a standby`,
            `On ${node}: restart the agent`,
          ),
        ]
      : []),
    ...(other === undefined
      ? []
      : [
          about(
            "critical",
            "another-system",
            [node],
            `${node} is a standby of another cluster than ${other.node}`,
            "Never promote it; make it anew from the primary: docs/on-call.md, A standby does not follow",
          ),
        ]),
    ...(streaming === false
      ? [
          about(
            "degraded",
            "not-streaming",
            [node],
            `the standby on ${node} is not connected to its primary`,
            `On ${node}: PostgreSQL's log, and primary_conninfo`,
          ),
        ]
      : []),
    ...(timeline !== null && instance.timeline !== null && instance.timeline < timeline
      ? [
          about(
            "degraded",
            "old-timeline",
            [node],
            `${node} is on timeline ${instance.timeline}, the primary on ${timeline}: it does not follow`,
            `On ${node}: primary_conninfo may point to the old primary (docs/on-call.md, A standby does not follow)`,
          ),
        ]
      : []),
    ...(lagSeconds !== null && lagSeconds >= farBehind
      ? [
          about(
            "degraded",
            "behind",
            [node],
            `${node} is ${span(lagSeconds)} behind (${lagBytes ?? 0} bytes)`,
            `On ${node}: a paused replay, a long query or slow storage (docs/on-call.md, A standby does not follow)`,
          ),
        ]
      : []),
  ];
}
