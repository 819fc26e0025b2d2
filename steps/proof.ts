import { failoverBounds } from "../lib/bounds.ts";
import type { Failover } from "../lib/failover.ts";
import { maybe } from "./arguments.ts";
import { number } from "./values.ts";

/** Arguments of a step that changes HAProxy and proves it. */
export const proof = {
  /** Seconds that the proof may take, if that is more than the step's own limit. */
  wait: maybe(number),
  /** Seconds for which a changed HAProxy has to continue to serve. */
  settle: maybe(number),
};

/**
 * The arguments `wait` and `settle` of a step, in seconds; undefined where the step needs none.
 *
 * @param settle milliseconds.
 * @param patience the step's own limit for its proof, in seconds. With slow checks HAProxy itself may take longer to detect a change.
 */
export function proofArguments(
  failover: Failover,
  settle: number,
  patience: number,
): { wait: number | undefined; settle: number | undefined } {
  const needed = Math.ceil(failoverBounds(failover).worst / 1000);
  return {
    wait: needed > patience ? needed : undefined,
    settle: settle > 0 ? Math.ceil(settle / 1000) : undefined,
  };
}
