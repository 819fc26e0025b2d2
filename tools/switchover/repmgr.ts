import { type Course, roles } from "./course.ts";
import { handOver, rejoin } from "./plain.ts";
import { call, run, Trouble } from "./run.ts";
import { look, type Seen } from "./seen.ts";

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

/** A switchover of repmgr's that was killed after it had stopped the old primary: the same proofs, and repmgr's own commands. */
export async function goOn(course: Course): Promise<void> {
  const [, program, config] = asRepmgr(course.to);
  await handOver(course, [program, "-f", config, "standby", "promote"]);
}

export async function rejoinByRepmgr(course: Course): Promise<void> {
  const { from, to } = course;
  if (from.role !== "down") return rejoin(course, []);
  const now = await look(to.member);
  const conninfo = now.facts.get("repmgr_conninfo") ?? "";
  const config = now.facts.get("repmgr") ?? "";
  if (conninfo === "" || /password/.test(conninfo))
    throw new Trouble(
      `${to.member.node} is the primary, and its repmgr.conf has no conninfo without a password: ${roles([from])}`,
      `On ${from.member.node}: repmgr -f ${config} node rejoin -d 'CONNINFO of ${to.member.node}'`,
    );
  return rejoin(course, [], call("repmgr_rejoin", from.member.port, ...asRepmgr(now), conninfo));
}
