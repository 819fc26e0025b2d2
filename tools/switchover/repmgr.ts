import type { Course } from "./course.ts";
import { call, run, Trouble } from "./run.ts";
import type { Seen } from "./seen.ts";

const asRepmgr = ({ member, repmgr }: Seen): readonly [user: string, program: string, config: string] => {
  if (repmgr === undefined)
    throw new Trouble(`${member.node}: repmgr.conf was not found`, "Look for it there");
  return [member.user, repmgr.program, repmgr.config];
};

/** What repmgr itself says of it: SSH between the nodes, its commands for the service, and more. */
export async function rehearse(to: Seen): Promise<void> {
  await run(to.member, [call("repmgr_check", ...asRepmgr(to))]);
}

/** Its own switchover; one that was begun is waited for. */
export async function handOverByRepmgr({
  to,
  log,
  closed,
}: Pick<Course, "to" | "log" | "closed">): Promise<void> {
  log.begin(`repmgr on ${to.member.node} switches over`);
  closed(true);
  await run(to.member, [call("repmgr_switch", to.member.port, ...asRepmgr(to))], 300);
  closed(false);
  log.done("repmgr has switched over");
}

/** repmgr itself was killed half-way: it knows best what it had done, so that is left to a person. */
export function killed({ from, to }: Pick<Course, "from" | "to">): Trouble {
  const [old, next] = [from.member.node, to.member.node];
  return to.role === "primary"
    ? new Trouble(
        `repmgr has promoted ${next}, and did not bring ${old} back`,
        `On ${next}: see repmgr -f ${to.repmgr?.config ?? "CONFIG"} cluster show; then docs/on-call.md, Making an old primary a standby`,
        "over",
      )
    : new Trouble(
        `repmgr has stopped ${old}, and did not promote ${next}: nobody can write`,
        `The same command with TO=${old} starts ${old} again; then begin anew`,
        "over",
      );
}
