import { wayTo } from "./conninfo.ts";
import type { Course } from "./course.ts";
import { call, run, Trouble } from "./run.ts";
import { addressOf, type Seen } from "./seen.ts";

/** What a standby is to be told once another node is the primary: a secret, since it may hold a password. */
export interface Proven {
  readonly standby: Seen;
  readonly conninfo: string;
}

/**
 * The way of a node to the next primary, tried by logging in for replication there as that node's PostgreSQL would.
 *
 * @param from the primary of now, which knows the address that the next one is reached at.
 * @throws Trouble with PostgreSQL's own words.
 */
export async function provenWay(standby: Seen, from: Seen, to: Seen): Promise<Proven> {
  const { member } = standby;
  const address = addressOf(from, to);
  const [own, others] = await Promise.all([ownWay(standby), ownWay(to)]);
  const ways = [
    wayTo(own, address, to.member.port),
    // Of another node's, its password file and certificates may be elsewhere here: that is what the trial is for.
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

/** Standbys of the old primary's besides the next one. */
export function followersOf({ from, to, all }: Pick<Course, "from" | "to" | "all">): Seen[] {
  return all.filter(
    (each) =>
      each.role === "standby" &&
      each.member !== to.member &&
      each.member !== from.member &&
      !to.streams.some(({ address }) => each.addresses.includes(address)),
  );
}
