// A switchover of PostgreSQL without a manager: stop, prove, promote, rejoin. docs/decisions/0033 gives the reasons for this order.
import { type Course, of, roles, until } from "./course.ts";
import { call, run, Trouble } from "./run.ts";
import { addressOf, type Seen } from "./seen.ts";
import type { Proven } from "./ways.ts";

/** Seconds for the old primary to stop and the standby to replay the rest, while nobody can write, and for the standbys to follow. */
const patience = { stop: 60, replay: 30, follow: 60 };

/** Stores on both nodes what is needed later, and writes checkpoints so that the stop is short. */
export async function prepare(course: Course, ways: readonly Proven[]): Promise<void> {
  const { from, to, log } = course;
  log.begin(`prepares ${from.member.node} and ${to.member.node}`);
  const own = ways.find(({ standby }) => standby === from);
  const slot = to.facts.get("slot") ?? "";
  const ofEach = ({ member, facts }: Seen): string =>
    call(
      "remember",
      ...[
        member.port,
        "from",
        from.member.node,
        "to",
        to.member.node,
        "address",
        addressOf(from, to),
        "run",
        course.id,
      ],
      ...[
        "timeline",
        facts.get("timeline") ?? "",
        "data",
        facts.get("data") ?? "",
        "bin",
        facts.get("bin") ?? "",
      ],
      ...["unit", facts.get("unit") ?? "", "user", member.user],
    );
  const flush = ({ member }: Seen): string => call("checkpoint_now", member.port, member.user);
  await Promise.all([
    run(
      from.member,
      [
        ofEach(from),
        "look_for_psql",
        ...(own === undefined ? [] : [call("point", from.member.port, from.member.user, own.conninfo, slot)]),
        flush(from),
      ],
      330,
    ),
    run(to.member, [ofEach(to), "look_for_psql", flush(to)], 330),
  ]);
  log.done(
    `${from.member.node} is told to follow ${to.member.node} when it starts again, and has written what a stop would write`,
  );
}

/** Stops the old primary and promotes the standby, over a connection that is open already; or continues such a switchover. */
export async function handOver(course: Course): Promise<void> {
  const { from, to, log, id } = course;
  const [old, next] = [from.member, to.member];
  log.begin(`stops ${old.node}, and promotes ${next.node} when it has all of it`);
  course.closed(true);
  let downFor = "";
  const stopped = run(old, [call("stop_cleanly", old.port, id, patience.stop)], patience.stop + 30).then(
    (records) => {
      const unclean = records.find(([key]) => key === "unclean");
      if (unclean !== undefined)
        throw new Back(`${old.node} did not shut down cleanly, its control file says: ${unclean[1] ?? ""}`);
      const [, end = "", timeline = "", system = ""] = records.find(([key]) => key === "stopped") ?? [];
      downFor = end;
      log.done(
        `${old.node} is shut down cleanly; its WAL ends at ${end}, and it starts as a standby from now on`,
      );
      return [call("promote", next.port, next.user, id, system, timeline, end, patience.replay)];
    },
  );
  const promoted = run(next, stopped, patience.stop + patience.replay + 120);
  promoted.catch(() => undefined);
  try {
    await stopped;
    const behind = (await promoted).find(([key]) => key === "behind");
    if (behind !== undefined)
      throw new Back(
        `${next.node} has not replayed what ${old.node} wrote, up to ${downFor}: ${behind[1] ?? ""}`,
      );
  } catch (error) {
    if (!(error instanceof Back)) throw error;
    await goBack({ ...course, from: to, to: from });
    throw new Trouble(
      `${error.message}. ${old.node} takes writes again`,
      `See the log of PostgreSQL on ${next.node}, then begin anew`,
      "over",
    );
  }
  course.closed(false);
  log.done(`${next.node} had replayed all of it, and is promoted`);
}

/** The old primary is to be started again. */
class Back extends Error {}

/** Starts the stopped node `to` again, once `from` can no longer be promoted. */
export async function goBack({ from, to, log, closed, members }: Course): Promise<void> {
  log.begin(`starts ${to.member.node} again`);
  await run(from.member, [
    call("release", from.member.port, from.member.user),
    call("forget", from.member.port),
  ]);
  await run(to.member, [call("start_again", to.member.port)], 300);
  await until(
    members,
    (seen) => of(seen, to.member.node)?.role === "primary",
    60,
    (seen) =>
      new Trouble(`${to.member.node} takes no writes: ${roles(seen)}`, "docs/on-call.md, Nobody can write"),
  );
  closed(false);
  await run(to.member, [call("forget", to.member.port)]);
  log.done(`${to.member.node} is the primary again`);
  // A standby that does not stream yet is no failure here: the status reports it.
  const behind = new Trouble("the standby does not stream yet");
  await until(
    members,
    (seen) => of(seen, from.member.node)?.streaming === true,
    20,
    () => behind,
  ).catch((error: unknown) => {
    if (error !== behind) throw error;
  });
}

/** Starts the old primary as a standby, and makes the other standbys follow the new primary. */
export async function rejoin({ from, to, log, members }: Course, ways: readonly Proven[]): Promise<void> {
  const [old, next] = [from.member, to.member];
  const others = ways.map(({ standby }) => standby).filter(({ member }) => member !== old);
  const followers = [old, ...others.map(({ member }) => member)];
  log.begin(`brings ${followers.map(({ node }) => node).join(" and ")} to ${next.node}`);
  const slots = [to, ...others].flatMap(({ facts }) => facts.get("slot") ?? []);
  if (slots.length > 0)
    await run(
      next,
      slots.map((slot) => call("keep_slot", next.port, next.user, slot)),
    );
  await Promise.all([
    run(old, [call("start_standby", old.port)], 300),
    ...ways
      .filter(({ standby }) => standby.member !== old)
      .map(({ standby: { member }, conninfo }) =>
        run(member, [call("point", member.port, member.user, conninfo, "", "now")]),
      ),
  ]);
  await until(
    members,
    (seen) => {
      const primary = of(seen, next.node);
      return followers.every(({ node }) => {
        const standby = of(seen, node);
        return standby?.role === "standby" && standby.streaming && standby.timeline === primary?.timeline;
      });
    },
    patience.follow,
    (seen) =>
      new Trouble(
        `${next.node} is the primary, but not every standby follows it: ${roles(seen)}`,
        "See PostgreSQL's log there, and run this again. docs/on-call.md, A standby does not follow",
      ),
  );
  if (slots.length > 0)
    await run(
      old,
      slots.map((slot) => call("drop_slot", old.port, old.user, slot)),
    );
  log.done(
    `${followers.map(({ node }) => node).join(" and ")} ${followers.length > 1 ? "stream" : "streams"} from ${next.node}`,
  );
}

/** Removes the notes of the switchover from both hosts. */
export async function forget({ from, to }: Course): Promise<void> {
  await Promise.all([from, to].map(({ member }) => run(member, [call("forget", member.port)])));
}

/** Removes the notes of a switchover that never stopped anything; no run of it may stop or promote a server after that. */
export async function callOff(all: readonly Seen[]): Promise<void> {
  for (const [role, command] of [
    ["standby", "release"],
    ["primary", "spare"],
  ] as const)
    for (const { member } of all.filter((each) => each.note !== undefined && each.role === role))
      await run(member, [call(command, member.port, member.user), call("forget", member.port)]);
}
