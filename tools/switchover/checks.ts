import type { Rehearsal } from "../rehearsal/schema.ts";
import type { Problem } from "./schema.ts";
import { type Seen, streamTo } from "./seen.ts";

/** Bytes of WAL that the standby may still have to replay: the time for the replay is added to the time without a writer. */
const small = 16 * 2 ** 20;

/** Why a switchover must not begin: what the rehearsal of a failover found, and what the rehearsal does not check. */
export function problemsOf(database: string, from: Seen, to: Seen, rehearsal: Rehearsal): Problem[] {
  const { node } = to.member;
  const judged = rehearsal.databases.find(({ name }) => name === database);
  const standby = judged?.standbys.find((each) => each.node === node);
  const said = (standby?.reasons ?? []).map(({ from: at, to: end, text, todo }) => ({
    text: `${at.join(" and ")}${end === null || at.includes(end) ? "" : ` → ${end}`}: ${text}`,
    todo,
  }));
  const rehearsed =
    standby?.ready === true
      ? []
      : said.length > 0
        ? said
        : [
            {
              text: `the rehearsal does not know ${node} as a standby of ${database}`,
              todo: "make rehearsal",
            },
          ];
  return [...rehearsed, ...ofReplication(from, to)];
}

function ofReplication(from: Seen, to: Seen): Problem[] {
  const { node } = to.member;
  const other = from.member.node;
  const problems: Problem[] = [];
  const say = (text: string, todo: string): void => void problems.push({ text, todo });
  const stream = streamTo(from, to);
  if (!to.streaming || stream === undefined)
    say(`${node} does not stream from ${other}`, "docs/on-call.md, A standby does not follow");
  else if ((stream.lagBytes ?? 0) > small)
    say(
      `${node} has ${Math.round((stream.lagBytes ?? 0) / 2 ** 20)} MiB to replay`,
      "Wait until it is less than 16 MiB; a load that goes on like that makes the switchover long",
    );
  if (to.facts.get("system") !== from.facts.get("system"))
    say(`${node} belongs to another cluster than ${other}`, "Never promote it; make it anew");
  else if (to.timeline !== from.timeline)
    say(
      `${node} is on timeline ${to.timeline ?? "?"}, ${other} on ${from.timeline ?? "?"}`,
      "docs/on-call.md, A standby does not follow",
    );
  if (to.facts.get("paused") === "true")
    say(`${node}: the replay is paused`, `On ${node}: psql -c 'SELECT pg_wal_replay_resume()'`);
  const delay = to.facts.get("delay") ?? "0";
  if (delay !== "0")
    say(
      `${node} replays ${delay} late on purpose (recovery_min_apply_delay)`,
      `On ${node}: set it to 0, or choose another standby`,
    );
  if (to.facts.get("wal_level") === "minimal")
    say(
      `${node} has wal_level = minimal, so no standby can follow it`,
      `On ${node}: set wal_level = replica`,
    );
  const too = tooSmall(from, to);
  if (too.length > 0)
    say(
      `${other} could not follow ${node}, which has higher values of ${too.join(", ")}`,
      `On ${other}: raise these to those of ${node}, and restart PostgreSQL when that suits`,
    );
  return problems;
}

/** Settings that have to be at least as high on a standby as on its primary, and are lower. */
function tooSmall(from: Seen, to: Seen): string[] {
  const limits = ({ facts }: Seen): Map<string, number> =>
    new Map(
      (facts.get("limits") ?? "")
        .split(" ")
        .map((pair) => pair.split("="))
        .map(([name = "", value]) => [name, Number(value)]),
    );
  const here = limits(from);
  return [...limits(to)]
    .filter(([name, value]) => value > (here.get(name) ?? value))
    .map(([name, value]) => `${name} (${value}, and ${here.get(name) ?? 0} on ${from.member.node})`);
}
