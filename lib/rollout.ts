/**
 * The batches in which `nodes` change: first the canaries, where there are any, then `batch` at a time.
 */
export function batches<T>(nodes: readonly T[], batch: number, canaries: number): T[][] {
  const first = nodes.slice(0, canaries);
  const rest = nodes.slice(canaries);
  const starts = [...Array(Math.ceil(rest.length / batch)).keys()].map((i) => i * batch);
  return [...(first.length === 0 ? [] : [first]), ...starts.map((i) => rest.slice(i, i + batch))];
}
