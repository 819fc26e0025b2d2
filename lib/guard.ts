import { failoverBounds } from "./bounds.ts";
import type { Failover } from "./failover.ts";

/** Milliseconds that a stall which cuts no session may lack to what HAProxy tolerates: a guard's word is quicker than a check. */
const slack = 100;

/**
 * How long a primary may serve that hears no rival and no witness, in milliseconds: for as long as HAProxy tolerates a silence, so that
 * no stall which cuts no session ends it. With `fast`, 3275 - 100 = 3175. Who is promoted while it is silent waits a little longer.
 */
export function guardLease(failover: Failover): number {
  return Math.max(1000, failoverBounds(failover).toleratedSilence - slack);
}

/** How long the guard holds back an answer that changes nothing, in milliseconds: less than HAProxy waits for it. */
export function guardHold({ checkTimeout }: Failover): number {
  return Math.max(1, Math.min(1000, checkTimeout - 150));
}
