import { failoverBounds } from "../lib/bounds.ts";
import type { Failover } from "../lib/failover.ts";
import { maybe } from "./arguments.ts";
import { number } from "./values.ts";

/** Arguments of a step that changes HAProxy and proves it. */
export const proof = {
  /** Seconds that the proof may take, where that is more than the step gives by itself. */
  wait: maybe(number),
  /** Seconds for which a changed HAProxy has to go on serving. */
  settle: maybe(number),
};

/**
 * @param settle milliseconds.
 * @param patience seconds that the step gives its proof by itself. With slow checks HAProxy itself may take longer to know.
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
