import { quote } from "../../lib/shell.ts";
import type { Course } from "./course.ts";
import { call, run, Trouble } from "./run.ts";
import type { Seen } from "./seen.ts";

const asRepmgr = ({ member, repmgr }: Seen): readonly [user: string, program: string, config: string] => {
  if (repmgr === undefined)
    throw new Trouble(`${member.node}: repmgr.conf was not found`, "Look for it there");
  return [member.user, repmgr.program, repmgr.config];
};

/** Runs repmgr's own checks of a switchover: SSH between the nodes, its commands for the service, and more. */
export async function rehearse(to: Seen): Promise<void> {
  await run(to.member, [call("repmgr_check", ...asRepmgr(to))]);
}

/** Runs repmgr's own switchover, or waits for one that is in progress. */
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

/**
 * The error after repmgr itself was killed half-way: only repmgr knows what it had done, so a person has to continue, with these commands.
 */
export function killed(
  { from, to, all }: Pick<Course, "from" | "to" | "all">,
  { stack, database }: { readonly stack: string; readonly database: string | undefined },
): Trouble {
  const again = (node: string): string =>
    `make switchover STACK=${stack} TO=${node}${database === undefined ? "" : ` DATABASE=${database}`}`;
  const [old, next] = [from.member.node, to.member.node];
  if (to.role !== "primary")
    return new Trouble(
      `repmgr has stopped ${old}, and did not promote ${next}: nobody can write`,
      `'${again(old)}' starts ${old} as the primary again, with all that it had. When that says All is well, begin anew with '${again(next)}'`,
      "over",
    );
  const others = all.filter((each) => each !== from && each !== to && each.role === "standby");
  const steps = [
    // repmgr's table of nodes may still name the old primary, and a node can rejoin only a primary of that table.
    `on ${next}: ${byHand(to, to, "primary register --force")}`,
    `on ${old}, while its PostgreSQL is stopped: ${byHand(from, to, `node rejoin -d ${quote(reached(to))} --force-rewind`)}`,
    ...others.map((each) => `on ${each.member.node}: ${byHand(each, to, "standby follow")}`),
  ];
  return new Trouble(
    `repmgr has promoted ${next}, and did not bring ${old} back`,
    `As root, in this order: ${steps.join("; ")}. Then run '${again(next)}' again, which proves that all is well`,
    "over",
  );
}

/** @param like a node that has the configuration at the same path, for a node that does not report its own. */
function byHand({ member, repmgr }: Seen, like: Seen, words: string): string {
  const { program, config } = repmgr ?? like.repmgr ?? { program: "repmgr", config: "/etc/repmgr.conf" };
  return `cd / && runuser -u ${member.user} -- ${program} -f ${config} ${words}`;
}

/** The connection string by which repmgr reaches a node: that of its own configuration, unless it has a password. */
function reached({ facts, member }: Seen): string {
  return facts.get("repmgr_conninfo") ?? `host=${member.host.login.host} user=repmgr dbname=repmgr`;
}
