import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import type { AppliedHost } from "../hosts/applied.ts";
import { rehearsalOf } from "../rehearsal/rehearsal.ts";
import type { Status } from "../status/schema.ts";
import { problemsOf } from "./checks.ts";
import { type Course, of } from "./course.ts";
import type { Log } from "./log.ts";
import { type Manager, managerOf } from "./manager.ts";
import { type Member, membersOf } from "./members.ts";
import { measured } from "./outage.ts";
import { askPatroni, handOverByPatroni, type Named, settled } from "./patroni.ts";
import { type Place, placeOf } from "./place.ts";
import { callOff, forget, goBack, handOver, prepare, rejoin } from "./plain.ts";
import { statusAfter } from "./proof.ts";
import { handOverByRepmgr, killed, rehearse } from "./repmgr.ts";
import { call, run, Trouble } from "./run.ts";
import type { Outage, Problem, Report } from "./schema.ts";
import { lookAtEach, type Seen } from "./seen.ts";
import { followersOf, type Proven, provenWay } from "./ways.ts";

export interface Wanted {
  readonly stack: string;
  readonly hosts: readonly AppliedHost[];
  readonly to: string;
  readonly database: string | undefined;
  /** Reads the status of the whole stack. */
  readonly look: () => Promise<Status>;
  /** True: only the checks are made. */
  readonly check: boolean;
  readonly log: Log;
  readonly closed: (closed: boolean) => void;
}

type Ending = Pick<Report, "level" | "headline" | "problems">;

/** Runs a switchover from its present stage to its end. */
export class Switchover {
  readonly #wanted: Wanted;
  readonly #database: string;
  readonly #members: readonly Member[];
  readonly #id = randomUUID();
  #manager: Manager | null = null;
  #from: string | null = null;
  #before: Status | undefined;
  #outage: Promise<Outage> | null = null;

  constructor(wanted: Wanted) {
    this.#wanted = wanted;
    const { database, members } = membersOf(wanted.hosts, wanted.database);
    this.#database = database;
    this.#members = members;
  }

  async run(): Promise<Report> {
    const { stack, to, check, log } = this.#wanted;
    const ending = await this.#toTheEnd();
    return {
      version: 1,
      stack,
      at: new Date().toISOString(),
      database: this.#database,
      from: this.#from,
      to,
      manager: this.#manager,
      checked: check,
      ...ending,
      stages: log.stages,
      outage: await this.#outage,
    };
  }

  /** Runs one stage after the other, each chosen by the state of the hosts; also after a stage that failed but has changed that state. */
  async #toTheEnd(): Promise<Ending> {
    const { to, check, log } = this.#wanted;
    const look = async () => {
      const all = await lookAtEach(this.#members);
      return { all, place: placeOf(to, all) };
    };
    let now = await look();
    for (let failures = 0; ;) {
      try {
        const ending = await this.#next(now.place, now.all);
        const slow =
          now.place.at === "nowhere" && now.all.some(({ alive, role }) => alive || role === "unread");
        if (ending !== undefined && !(slow && !check && ++failures <= 3)) return ending;
        // A server or a host may only be too busy to report its role: a switchover must not be left half-way for that.
        if (slow) await sleep(1000);
        now = await look();
      } catch (error) {
        if (!(error instanceof Trouble)) throw error;
        if (check || error.kind === "over" || ++failures > 3) return this.#failed(error, now.all);
        const { place } = now;
        if (error.kind === "cut") await sleep(1000);
        now = await look();
        if (error.kind === "said" && now.place.at === place.at) return this.#failed(error, now.all);
        log.begin(`${error.message}: looks again`);
      }
    }
  }

  #failed({ message, todo, kind }: Trouble, seen: readonly Seen[]): Ending {
    const { to } = this.#wanted;
    const problems = [{ text: message, todo: todo ?? null }];
    if (of(seen, to)?.role === "primary" && this.#from !== to)
      return { level: "degraded", headline: `${to} is the primary, and something is left to do`, problems };
    const primary = seen.find(({ role }) => role === "primary");
    const who = primary === undefined ? "" : `; ${primary.member.node} is the primary`;
    const level = kind === "cut" ? "unknown" : "critical";
    return { level, headline: `${this.#database}: not switched over${who}`, problems };
  }

  async #next(place: Place, all: readonly Seen[]): Promise<Ending | undefined> {
    const { check, to } = this.#wanted;
    if (place.at === "nowhere") {
      const unread = all.some(({ role }) => role === "unread");
      return no(unread ? "unknown" : "critical", `${this.#database}: there is nothing to switch over`, [
        place,
      ]);
    }
    const manager = managerOf(all);
    if (typeof manager !== "string")
      return no("critical", `${this.#database}: a switchover to ${to} would not work now`, [manager]);
    this.#manager = manager;
    if (place.at === "already") {
      if (!check) await callOff(all);
      return await this.#proven(`${to} is the primary already`);
    }
    if (check && place.at !== "begin")
      return no("degraded", `A switchover was begun and is at: ${place.at}`, [
        { text: `It would go on to ${to}`, todo: "Run it without --check" },
      ]);
    if (place.at === "moving") return await this.#moving(place.to, all);
    this.#from ??= place.at === "back" ? place.to.member.node : place.from.member.node;
    const { from, to: next } = place;
    const course: Course = {
      ...{ members: this.#members, manager, from, to: next, all, id: this.#id },
      ...{ log: this.#wanted.log, closed: this.#wanted.closed },
    };
    switch (place.at) {
      case "begin":
        return await this.#begin(course);
      case "stopped":
        if (manager === "repmgr") throw killed(course, this.#wanted);
        await this.#goOn(course);
        return undefined;
      case "promoted":
        if (manager === "patroni") await settled(course, to);
        else if (manager === "repmgr" && from.role === "down") throw killed(course, this.#wanted);
        else await this.#rejoin(course);
        return undefined;
      case "done":
        await forget(course);
        return await this.#proven(`${to} is the primary, and ${from.member.node} is its standby`);
      case "back":
        await goBack(course);
        return await this.#proven(`${to} is the primary again`);
    }
  }

  async #begin(course: Course): Promise<Ending | undefined> {
    const { look, to, check, log } = this.#wanted;
    log.begin("asks the status and the rehearsal, and whether the old primary can become a standby");
    const { from, to: next, manager } = course;
    this.#before = await look();
    const problems = problemsOf(this.#database, from, next, rehearsalOf(this.#before));
    let named: Named | undefined;
    let ways: Proven[] = [];
    try {
      if (manager === "patroni") named = await askPatroni(from, next);
      else if (manager === "repmgr") await rehearse(next);
      else
        ways = await Promise.all([from, ...followersOf(course)].map((each) => provenWay(each, from, next)));
    } catch (error) {
      if (!(error instanceof Trouble)) throw error;
      problems.push({ text: error.message, todo: error.todo ?? null });
    }
    if (problems.length > 0)
      return no(
        "critical",
        `${this.#database}: a switchover to ${to} would not work now; nothing was changed`,
        problems,
      );
    log.done(
      `${to} can take over from ${from.member.node}, by ${manager === "none" ? "this command" : manager}`,
    );
    if (check)
      return { level: "ok", headline: `A switchover of ${this.#database} to ${to} would work now`, problems };
    if (manager !== "patroni") await prepare(course, ways);
    await this.#measured(undefined, async () => {
      if (named !== undefined) await handOverByPatroni(course, named);
      else if (manager === "repmgr") await handOverByRepmgr(course);
      else await handOver(course);
    });
    if (manager === "patroni") await settled(course, to);
    return undefined;
  }

  /** Continues a switchover that was interrupted between the stop and the promotion. */
  async #goOn(course: Course): Promise<void> {
    const { from, to, log } = course;
    const since = from.note?.stopped;
    const looked = log.seconds;
    log.begin(`goes on: ${from.member.node} was stopped, and nobody can write`);
    await Promise.all([from, to].map(({ member }) => run(member, [call("resume", member.port, this.#id)])));
    await this.#measured(since === undefined ? undefined : since - looked, () => handOver(course));
  }

  async #moving(to: Seen, all: readonly Seen[]): Promise<Ending | undefined> {
    const { log, closed } = this.#wanted;
    if (this.#manager === "patroni") await settled({ members: this.#members, log }, to.member.node);
    else await handOverByRepmgr({ to, log, closed });
    this.#from ??= all.find(({ note, member }) => note?.from === member.node)?.member.node ?? null;
    return undefined;
  }

  /** Makes the old primary, and standbys that do not stream from the new one, follow it. One that cannot follow does not delay the others. */
  async #rejoin(course: Course): Promise<void> {
    const { from, to } = course;
    const ways = await Promise.allSettled(followersOf(course).map((each) => provenWay(each, from, to)));
    await rejoin(
      course,
      ways.flatMap((way) => (way.status === "fulfilled" ? [way.value] : [])),
    );
    for (const way of ways) if (way.status === "rejected") throw way.reason;
  }

  async #measured(ago: number | undefined, change: () => Promise<void>): Promise<void> {
    const { log } = this.#wanted;
    await measured(this.#members, log, ago, change, (outage) => {
      this.#outage = outage;
    });
  }

  async #proven(headline: string): Promise<Ending> {
    const { look, log, check, to } = this.#wanted;
    log.begin("asks the status until all is well");
    const { left } = await statusAfter(look, this.#before, this.#database, to, check ? 0 : 45);
    if (left.length === 0) log.done(`all HAProxies send writers to ${to}`);
    return { level: left.length === 0 ? "ok" : "degraded", headline, problems: left };
  }
}

function no(level: Ending["level"], headline: string, problems: readonly Problem[]): Ending {
  return { level, headline, problems: problems.map(({ text, todo }) => ({ text, todo })) };
}
