import type { Problem } from "./schema.ts";
import type { Seen } from "./seen.ts";

export type Manager = "patroni" | "repmgr" | "none";

/** The program that manages these servers, found by what runs there; or the reason why this command cannot switch them over. */
export function managerOf(all: readonly Seen[]): Manager | Problem {
  const running = all.filter(({ role }) => role === "primary" || role === "standby");
  const kinds = new Set(running.map(kindOf));
  const [kind] = kinds;
  if (kinds.size > 1)
    return {
      text: `not all nodes are managed by the same program: ${running.map((seen) => `${seen.member.node} by ${kindOf(seen)}`).join(", ")}`,
      todo: "Let the same program manage all of them",
    };
  if (kind === "patroni" || kind === "repmgr") return kind;
  for (const { member, facts } of running) {
    const { node } = member;
    const main = facts.get("main");
    if (main !== undefined)
      return {
        text: `${node}: PostgreSQL is run by a program that this command does not know: ${main.trim()}`,
        todo: "Switch over with that program's own command; nothing has to be changed in the stack",
      };
    if ((facts.get("unit") ?? "") === "")
      return {
        text: `${node}: PostgreSQL is run by no service of systemd`,
        todo: `Start it by its service, so that this command can stop and start it`,
      };
    // From 13 on a standby accepts another primary_conninfo without a restart, which its readers would notice.
    const [least, word] = all.length > 2 ? [130_000, "13, with more than one standby"] : [120_000, "12"];
    if (Number(facts.get("version") ?? 0) < least)
      return {
        text: `${node}: PostgreSQL is older than ${word}`,
        todo: "docs/operations/failover.md, Planned switchover: by hand",
      };
  }
  return "none";
}

function kindOf({ patroni, repmgr }: Seen): string {
  return patroni !== undefined ? "patroni" : repmgr !== undefined ? "repmgr" : "nobody";
}
