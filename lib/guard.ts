import { answerTime, type Bounds, type Course, courses, failoverBounds, sum } from "./bounds.ts";
import type { Failover } from "./failover.ts";

/** Milliseconds that a stall which cuts no session may lack to what HAProxy tolerates: a guard's word is quicker than a check. */
const slack = 100;

/**
 * How long a primary may serve that hears no rival and no witness, in milliseconds: for as long as HAProxy tolerates a silence without
 * guards, so that no stall which cuts no session there ends it. With `fast`, 3275 - 100 = 3175. Who is promoted while it is silent waits a little longer.
 */
export function guardLease(failover: Failover): number {
  return Math.max(1000, failoverBounds(failover).toleratedSilence - slack);
}

/** How long the guard holds back an answer that changes nothing, in milliseconds: less than HAProxy waits for it. */
export function guardHold({ checkTimeout }: Failover): number {
  return Math.max(1, Math.min(1000, checkTimeout - 150));
}

/** PostgreSQL looks for its guard so often whether it was promoted, in milliseconds, and a guard whether a lease is over: INTERVAL in assets/guard/guard_prober.py, BEAT in pace.py. */
export const probeInterval = 100;
/** HAProxy asks the guard again so many milliseconds after its answer. */
export const agentInter = 50;
/** Milliseconds that a guard grants a silent one beyond the end of its lease: MARGIN in assets/guard/lease.py. */
export const margin = 300;

/** Worst cases with guards, in milliseconds. */
export interface GuardBounds {
  /** From a promotion until the old primary is out, however silent it is, where its guard is heard. */
  readonly superseded: number;
  /** From the last word of an old primary that is silent, its guard as well, until one that was promoted is used. */
  readonly silent: number;
}

/** What guards promise for these settings. */
export function guardBounds(failover: Failover): GuardBounds {
  const { superseded, silent } = guardCourses(failover);
  return { superseded: sum(superseded.terms), silent: sum(silent.terms) };
}

/**
 * A probe notices the promotion, the others hear of it, and HAProxy has to ask. Beside a silent one the lease has to be over, which is
 * looked at once an interval.
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
 * What a limit for failovers is compared with. With guards that are the cases with a promotion: without one there is no server to fail over to, and
 * a guard that is dead as well would be a second fault.
 */
export function budgeted({ settings, guarded }: Profile, guards: boolean): Course[] {
  if (!guards) return Object.values(courses(settings));
  return [courses(guarded).up, ...Object.values(guardCourses(settings))];
}

/** In milliseconds; `guards` where there are any. */
export type WorstCases = Bounds & { readonly guards?: GuardBounds };

/**
 * All worst cases. Those without a promotion are HAProxy's alone, since a guard changes nothing there, and may be dead. But the silence of a whole
 * host cuts a session as soon as its guard's lease is over.
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
