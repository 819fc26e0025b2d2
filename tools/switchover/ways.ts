import { wayTo } from "./conninfo.ts";
import type { Course } from "./course.ts";
import { call, run, Trouble } from "./run.ts";
import { addressOf, type Seen } from "./seen.ts";

/** The connection string for a standby once another node is the primary: a secret, because it may hold a password. */
export interface Proven {
  readonly standby: Seen;
  readonly conninfo: string;
}

/**
 * The connection string of a node to the next primary, proven by a replication login as that node's PostgreSQL would make it.
 *
 * @param from the current primary, which knows the address of the next one.
 * @throws Trouble with PostgreSQL's own message, if no login succeeds.
 */
export async function provenWay(standby: Seen, from: Seen, to: Seen): Promise<Proven> {
  const { member } = standby;
  const address = addressOf(from, to);
  const [own, others] = await Promise.all([ownWay(standby), ownWay(to)]);
  const ways = [
    wayTo(own, address, to.member.port),
    // The next primary's string may name a password file and certificates that are elsewhere on this node, which the trial shows.
    wayTo(others, address, to.member.port, member.node),
  ].filter((way) => way !== undefined);
  if (ways.length === 0)
    throw new Trouble(
      `${to.member.node}: its primary_conninfo is not of the form keyword=value, so ${member.node} cannot be given one like it`,
      `Set primary_conninfo on ${member.node}, as a standby of ${to.member.node} would need it`,
    );
  const records = await run(member, [
    call(
      "try_ways",
      member.port,
      member.user,
      to.facts.get("system") ?? "",
      ...ways.map(({ trial }) => trial),
    ),
  ]);
  const [, number = "", words = ""] = records.find(([key]) => key === "way") ?? [];
  const way = number === "" ? undefined : ways[Number(number)];
  if (way !== undefined) return { standby, conninfo: way.kept };
  throw new Trouble(
    `${member.node} could not stream from ${to.member.node} at ${address}: ${words.trim()}`,
    `Let the replication role of ${member.node} in on ${to.member.node} (pg_hba.conf, its password, port ${to.member.port})`,
  );
}

async function ownWay({ member }: Seen): Promise<string> {
  const records = await run(member, [call("own_way", member.port, member.user)]);
  return records.find(([key]) => key === "way")?.[1] ?? "";
}

/** The standbys, other than these two nodes, that do not stream from the next primary yet. */
export function followersOf({ from, to, all }: Pick<Course, "from" | "to" | "all">): Seen[] {
  return all.filter(
    (each) =>
      each.role === "standby" &&
      each.member !== to.member &&
      each.member !== from.member &&
      !to.streams.some(({ address }) => each.addresses.includes(address)),
  );
}
