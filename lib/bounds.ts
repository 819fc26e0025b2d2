import { seconds } from "./duration.ts";
import type { Failover } from "./failover.ts";

/** How long an agent may take to answer one check, in milliseconds. An agent that starts `psql` for each check was seen to take 40. */
export const answerTime = 100;

/** Worst cases in milliseconds, from the event to the last new connection that is still treated as before the event. */
export interface Bounds {
  /** Until a primary that has failed is marked down. */
  readonly down: {
    /** The agent's port refuses the connection: the agent is dead, and the host is alive. */
    readonly refused: number;
    /** The agent answers 503: PostgreSQL is dead or demoted. */
    readonly unavailable: number;
    /** Nothing answers the connection: the host or the network is gone. */
    readonly silentHost: number;
    /** The agent accepts the connection and sends nothing: it hangs, or waits for a PostgreSQL that hangs. */
    readonly hungAgent: number;
  };
  /** Until a new primary receives connections. */
  readonly up: number;
  /** The largest of all of these. */
  readonly worst: number;
  /** A silence up to this long cuts no session, whenever it begins. */
  readonly toleratedSilence: number;
}

/** Computes the worst cases of these settings. */
export function failoverBounds(settings: Failover): Bounds {
  const total = Object.fromEntries(
    Object.entries(courses(settings)).map(([event, course]) => [event, sum(course.terms)]),
  ) as Record<Event, number>;
  const { up, ...down } = total;
  const { inter, fastinter, fall, checkTimeout, connectTimeout } = settings;
  const silence = Math.min(checkTimeout, connectTimeout, inter);
  return {
    down,
    up,
    worst: Math.max(...Object.values(total)),
    toleratedSilence: Math.max(0, fall * silence + (fall - 1) * fastinter - answerTime),
  };
}

/** The courses that take longer than `budget` milliseconds in the worst case, each as text with its arithmetic. */
export function overBudget(courses: readonly Course[], budget: number): string[] {
  return courses
    .filter(({ terms }) => sum(terms) > budget)
    .map(({ until, terms }) => {
      const parts = terms
        .filter(([times]) => times > 0)
        .map(([times, name, each]) => `${times === 1 ? "" : `${times} x `}${name} ${seconds(each)}`);
      return `${until}: ${parts.join(" + ")} = ${seconds(sum(terms))}`;
    });
}

type Event = keyof Bounds["down"] | "up";
type Term = readonly [times: number, name: string, each: number];

/** The times that pass, one after another, `until` something takes effect. */
export interface Course {
  readonly until: string;
  readonly terms: readonly Term[];
}

/** The times that pass until HAProxy has acted on each event. */
export function courses({
  inter,
  fastinter,
  downinter,
  fall,
  rise,
  checkTimeout,
  connectTimeout,
}: Failover): Record<Event, Course> {
  const inDoubt: readonly Term[] = [
    [1, "inter", inter],
    [fall - 1, "fastinter", fastinter],
  ];
  const answers = (times: number): Term => [times, "answer", answerTime];
  return {
    refused: { until: "until a dead agent is noticed", terms: [...inDoubt, answers(1)] },
    unavailable: { until: "until a 503 has its effect", terms: [...inDoubt, answers(fall + 1)] },
    silentHost: {
      until: "until a silent host is noticed",
      terms: [...inDoubt, [fall, "connect", Math.min(connectTimeout, inter)], answers(1)],
    },
    hungAgent: {
      until: "until a hung agent is noticed",
      terms: [...inDoubt, [fall, "checkTimeout", checkTimeout], answers(1)],
    },
    up: {
      until: "until a new primary is accepted",
      terms: [[1, "downinter", downinter], [rise - 1, "fastinter", fastinter], answers(rise + 1)],
    },
  };
}

/** Milliseconds that the terms of a course take together. */
export function sum(terms: readonly Term[]): number {
  return terms.reduce((total, [times, , each]) => total + times * each, 0);
}
