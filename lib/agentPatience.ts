import { answerTime, failoverBounds } from "./bounds.ts";
import type { Failover } from "./failover.ts";

/** Pause between two of the bundled agent's questions to PostgreSQL, in milliseconds: its own default. */
const probeInterval = 250;

/**
 * How long the bundled agent waits for PostgreSQL's answer before it says 503, in milliseconds.
 *
 * HAProxy forgives a silent agent for `fall * checkTimeout`, and then for `(fall - 1) * fastinter` more; a 503 it forgives
 * for the second part only. An agent that waits for the first part itself makes a PostgreSQL that hangs cost what an agent
 * that hangs costs: no session is cut for a stall that the profile tolerates, and none is left hanging beyond its bound.
 * The stall may begin just after an answer, one pause before the next question: so that pause is taken off. With `fast`,
 * 6 * 500 - 250 = 2750: the 503 begins 2.75 to 3 s into a stall, and cuts sessions after 3.1 to 3.9 s of it.
 */
export function agentPatience({ fall, checkTimeout }: Failover): number {
  return Math.min(30_000, Math.max(100, fall * checkTimeout - probeInterval));
}

/**
 * How long a primary may be cut off from all other nodes before the bundled agent takes it out of service, in milliseconds.
 * Until then it answers nothing, so its own HAProxy is in doubt already and needs at most `fall` answers of 503 to act. By
 * then no other HAProxy may have given the host up, which none does before `toleratedSilence`. With `fast`,
 * 3275 - 6 * (75 + 100) = 2225.
 */
export function agentCutOff(failover: Failover): number {
  const { toleratedSilence } = failoverBounds(failover);
  const { fall, fastinter } = failover;
  return Math.min(60_000, Math.max(1000, toleratedSilence - fall * (fastinter + answerTime)));
}
