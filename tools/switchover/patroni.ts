import { z } from "zod";
import { type Course, of, roles, until } from "./course.ts";
import { call, run, Trouble } from "./run.ts";
import { look, type Seen } from "./seen.ts";

const Members = z.array(
  z.object({
    Cluster: z.string(),
    Member: z.string(),
    Host: z.string(),
    Role: z.string(),
    State: z.string(),
  }),
);

/** Patroni's names of the cluster and of the member. */
export interface Named {
  readonly scope: string;
  readonly member: string;
}

/**
 * Asks Patroni about both nodes, and returns its names of the cluster and of the next primary.
 *
 * @throws Trouble where Patroni would not switch over.
 */
export async function askPatroni(from: Seen, to: Seen): Promise<Named> {
  const { node } = to.member;
  const records = await run(to.member, [call("patroni_says", ...commandOf(to))]);
  const members = membersIn(records.find(([key]) => key === "members")?.[1] ?? "");
  const named = members === undefined ? undefined : memberAt(members, to);
  if (named === undefined || members === undefined)
    throw new Trouble(`Patroni lists no member with an address of ${node}`, `On ${node}: patronictl list`);
  if (records.some(([key]) => key === "paused"))
    throw new Trouble("Patroni is paused", `On ${node}: patronictl resume --wait`);
  const leader = members.find(({ Role }) => /leader/i.test(Role));
  if (leader === undefined || leader.Member !== memberAt(members, from)?.Member)
    throw new Trouble(
      `Patroni's leader is ${leader?.Member ?? "nobody"}, and the primary is on ${from.member.node}`,
      `On ${node}: patronictl list`,
    );
  return { scope: named.Cluster, member: named.Member };
}

/** The members in Patroni's JSON; undefined where it has no list of members. */
export function membersIn(json: string): z.output<typeof Members> | undefined {
  const [list] = /\[.*\]/.exec(json) ?? [];
  try {
    return list === undefined ? undefined : Members.parse(JSON.parse(list));
  } catch {
    return undefined;
  }
}

function memberAt(members: z.output<typeof Members>, { member, addresses }: Seen) {
  const at = members.filter(({ Host }) => addresses.includes(Host.replace(/:\d+$/, "")));
  const [only, another] = at;
  if (only !== undefined && another === undefined) return only;
  return (at.length > 1 ? at : members).find(
    ({ Member, Host }) => Member === member.node || Host === `${member.host.login.host}:${member.port}`,
  );
}

function commandOf({ member, patroni }: Seen): readonly [user: string, config: string] {
  if (patroni === undefined) throw new Trouble(`${member.node}: Patroni does not run`, "Start it there");
  return [patroni.user, patroni.config];
}

/** Runs Patroni's own switchover. Once Patroni has accepted the request it completes it, even if this command ends. */
export async function handOverByPatroni(course: Course, { scope, member }: Named): Promise<void> {
  const { to, log } = course;
  log.begin(`Patroni switches ${scope} over to ${member}`);
  course.closed(true);
  try {
    await run(to.member, [call("patroni_switch", ...commandOf(to), scope, member)], 150);
  } catch (error) {
    // patronictl may give up while Patroni continues.
    if ((await look(to.member)).role !== "primary") throw error;
  }
  course.closed(false);
  log.done(`${to.member.node} is the primary`);
}

/** Waits up to 120 s until Patroni has made the node the primary, and all others standbys that stream. */
export async function settled(
  { members, log }: Pick<Course, "members" | "log">,
  node: string,
): Promise<void> {
  log.begin("waits for Patroni to bring the old primary back");
  await until(
    members,
    (seen) =>
      of(seen, node)?.role === "primary" &&
      seen.every(({ member, role, streaming }) => member.node === node || (role === "standby" && streaming)),
    120,
    (seen) =>
      new Trouble(
        `Patroni has not settled: ${roles(seen)}`,
        `On ${node}: patronictl list, and Patroni's log`,
      ),
  );
  log.done("Patroni has brought the old primary back as a standby that streams");
}
