import { failoverBounds } from "./bounds.ts";
import type { Failover } from "./failover.ts";

/**
 * The batches in which `nodes` change: first the canaries, where there are any, then `batch` at a time.
 */
export function batches<T>(nodes: readonly T[], batch: number, canaries: number): T[][] {
  const first = nodes.slice(0, canaries);
  const rest = nodes.slice(canaries);
  const starts = [...Array(Math.ceil(rest.length / batch)).keys()].map((i) => i * batch);
  return [...(first.length === 0 ? [] : [first]), ...starts.map((i) => rest.slice(i, i + batch))];
}

/**
 * Words for the step that changes HAProxy.
 *
 * @param settle milliseconds.
 * @param patience seconds that the step gives its proof by itself. With slow checks HAProxy itself may take longer to know.
 */
export function proofWords(failover: Failover, settle: number, patience: number): string[] {
  const needed = Math.ceil(failoverBounds(failover).worst / 1000);
  return [
    ...(needed > patience ? [`wait=${needed}`] : []),
    ...(settle > 0 ? [`settle=${Math.ceil(settle / 1000)}`] : []),
  ];
}
