import type { Seen } from "./seen.ts";

/** The stage of a switchover, according to the hosts. */
export type Place =
  | {
      readonly at: "begin" | "stopped" | "promoted" | "done" | "back";
      readonly from: Seen;
      readonly to: Seen;
    }
  /** The node is the primary, and there is no switchover to finish. */
  | { readonly at: "already"; readonly to: Seen }
  /** The failover manager is switching over. */
  | { readonly at: "moving"; readonly to: Seen }
  | { readonly at: "nowhere"; readonly text: string; readonly todo: string };

/**
 * Judges by the running servers first; the notes of an interrupted switchover only add what the servers do not show. What is done is not
 * done again, and no node is promoted on the ground of what is not known.
 */
export function placeOf(wanted: string, all: readonly Seen[]): Place {
  const nowhere = (text: string, todo: string): Place => ({ at: "nowhere", text, todo });
  const to = all.find(({ member }) => member.node === wanted);
  if (to === undefined)
    return nowhere(
      `${wanted} is no SMS node of this stack with this database`,
      `Name one of ${all.map(({ member }) => member.node).join(", ")} with TO=`,
    );
  const primaries = all.filter(({ role }) => role === "primary");
  if (primaries.length > 1)
    return nowhere(
      `${primaries.map(({ member }) => member.node).join(" and ")} are both a primary`,
      "docs/on-call.md, Two primaries",
    );
  if (to.note?.busy === true) return { at: "moving", to };
  const left = all.find(({ member, note }) => note !== undefined && note.from === member.node);
  const [primary] = primaries;
  if (primary === to) {
    if (left === undefined || left === to || left.note?.to !== wanted) return { at: "already", to };
    return { at: left.role === "standby" && left.streaming ? "done" : "promoted", from: left, to };
  }
  if (primary !== undefined) {
    if (to.role === "standby") return { at: "begin", from: primary, to };
    return nowhere(
      `${wanted} is no standby that could take over: ${to.trouble ?? ""}`,
      "docs/on-call.md, PostgreSQL does not answer",
    );
  }
  if (all.some(({ patroni }) => patroni !== undefined)) return { at: "moving", to };
  if (left !== undefined && left.role !== "unread") {
    const other = all.find(({ member }) => member.node === left.note?.to);
    if (left === to && other?.role === "standby") return { at: "back", from: other, to };
    if (left !== to && other === to && to.role === "standby" && to.note?.from === left.member.node)
      return { at: "stopped", from: left, to };
    const next = left === to ? other : to;
    if (next?.role === "unread") {
      const { node } = left.member;
      return nowhere(
        `${node} was stopped for a switchover to ${next.member.node}, which cannot be read; nobody can write: ${next.trouble ?? ""}`,
        `See whether ${next.member.node} accepts SSH from this machine, and run this again. If it is switched off, and was not promoted, make sure that it stays off; then on ${node}: rm ${left.facts.get("data") ?? "DATA"}/standby.signal, and start PostgreSQL`,
      );
    }
  }
  const unread = all
    .filter(({ role }) => role === "unread")
    .map(({ member, trouble }) => trouble ?? member.node);
  return unread.length > 0
    ? nowhere(
        `no primary was found, and not every node can be read: ${unread.join("; ")}`,
        "See whether it accepts SSH from this machine. If it is gone, this is a failover: docs/on-call.md, Nobody can write",
      )
    : nowhere(
        "no node has a primary, and no switchover was begun",
        "This is a failover, and no switchover: docs/on-call.md, Nobody can write",
      );
}
