import { answerTime, failoverBounds } from "./bounds.ts";
import type { Failover } from "./failover.ts";

/** Pause between two questions of the bundled agent to PostgreSQL, in milliseconds. This is the agent's own default. */
const probeInterval = 250;

/**
 * How long the bundled agent waits for PostgreSQL's answer before it answers 503, in milliseconds, from 100 to 30000.
 *
 * HAProxy tolerates a silent agent for `fall * checkTimeout`, and then for `(fall - 1) * fastinter` more. It tolerates a 503 for the second
 * part only. If the agent itself waits for the first part, a hanging PostgreSQL costs as much as a hanging agent: no session is cut for a
 * stall that the profile tolerates, and none hangs beyond its bound. The stall may begin just after an answer, one pause before the next
 * question, so that pause is subtracted. With `fast`, 6 * 500 - 250 = 2750: the 503 begins 2.75 to 3 s into a stall, and cuts sessions
 * after 3.1 to 3.9 s of it.
 */
export function agentPatience({ fall, checkTimeout }: Failover): number {
  return Math.min(30_000, Math.max(100, fall * checkTimeout - probeInterval));
}

/**
 * How long a primary may be cut off from all other nodes before the bundled agent takes it out of service, in milliseconds, from 1000 to
 * 60000. Until then the agent answers nothing, so its own HAProxy is in doubt already and needs at most `fall` answers of 503 to act. By
 * then no other HAProxy may have marked the host as down, which none does before `toleratedSilence`. With `fast`,
 * 3275 - 6 * (75 + 100) = 2225.
 */
export function agentCutOff(failover: Failover): number {
  const { toleratedSilence } = failoverBounds(failover);
  const { fall, fastinter } = failover;
  return Math.min(60_000, Math.max(1000, toleratedSilence - fall * (fastinter + answerTime)));
}
