import { answerTime, type Bounds, type Course, courses, failoverBounds, sum } from "./bounds.ts";
import type { Failover } from "./failover.ts";

/**
 * Milliseconds by which a lease is shorter than the silence that HAProxy tolerates, because a guard's answer takes effect sooner than a
 * check.
 */
const slack = 100;

/**
 * How long a primary may serve without an answer from any rival or witness, in milliseconds, at least 1000. It is about as long as
 * HAProxy tolerates a silence without guards, so that a stall which cuts no session there does not end the lease. With `fast`,
 * 3275 - 100 = 3175. A standby that is promoted while that primary is silent waits a little longer.
 */
export function guardLease(failover: Failover): number {
  return Math.max(1000, failoverBounds(failover).toleratedSilence - slack);
}

/** How long the guard delays an answer that changes nothing, in milliseconds: less than HAProxy waits for it. */
export function guardHold({ checkTimeout }: Failover): number {
  return Math.max(1, Math.min(1000, checkTimeout - 150));
}

/**
 * Milliseconds between two checks whether PostgreSQL was promoted, and between two checks whether a lease has ended: INTERVAL in
 * assets/guard/guard_prober.py, and BEAT in assets/guard/pace.py.
 */
export const probeInterval = 100;
/** Milliseconds between the guard's answer and HAProxy's next question. */
export const agentInter = 50;
/** Milliseconds that a guard adds to the lease of a silent rival: MARGIN in assets/guard/lease.py. */
export const margin = 300;

/** Worst cases with guards, in milliseconds. */
export interface GuardBounds {
  /** From a promotion until the old primary is out of service, even if it is silent, provided that its guard can be reached. */
  readonly superseded: number;
  /** From the last message of an old primary that is silent together with its guard, until the promoted one is used. */
  readonly silent: number;
}

/** Computes the worst cases with guards for these settings. */
export function guardBounds(failover: Failover): GuardBounds {
  const { superseded, silent } = guardCourses(failover);
  return { superseded: sum(superseded.terms), silent: sum(silent.terms) };
}

/**
 * A probe notices the promotion, the other guards receive it, and HAProxy has to ask. If the old primary is silent, its lease has to end
 * first, which is checked once an interval.
 */
function guardCourses(failover: Failover): Record<keyof GuardBounds, Course> {
  const noticed = [1, "probe", probeInterval] as const;
  const asked = [1, "agent-inter", agentInter] as const;
  return {
    superseded: {
      until: "until a superseded primary is out",
      terms: [noticed, [1, "answer", answerTime], asked],
    },
    silent: {
      until: "until a primary is used that was promoted beside a silent one",
      terms: [[1, "lease", guardLease(failover)], [1, "margin", margin], noticed, asked],
    },
  };
}

/**
 * The cases with which a limit for failovers is compared. With guards these are the cases with a promotion: without one there is no server
 * to fail over to, and a guard that is dead as well would be a second fault.
 */
export function budgeted({ settings, guarded }: Profile, guards: boolean): Course[] {
  if (!guards) return Object.values(courses(settings));
  return [courses(guarded).up, ...Object.values(guardCourses(settings))];
}

/** All worst cases in milliseconds. `guards` is present only where there are guards. */
export type WorstCases = Bounds & { readonly guards?: GuardBounds };

/**
 * Computes all worst cases. Those without a promotion depend on HAProxy alone, because a guard changes nothing there, and may be dead. But
 * the silence of a whole host cuts a session as soon as the lease of its guard has ended.
 */
export function boundsOf({ settings, guarded }: Profile, guards: boolean): WorstCases {
  if (!guards) return failoverBounds(settings);
  const bounds = failoverBounds(guarded);
  const toleratedSilence = Math.min(bounds.toleratedSilence, guardLease(settings));
  return { ...bounds, toleratedSilence, guards: guardBounds(settings) };
}

interface Profile {
  readonly settings: Failover;
  readonly guarded: Failover;
}
