/** A bastion's sshd refuses logins at random when there are more than ten at once. */
const throughOneBastion = 6;

/**
 * Calls `act` for all hosts at the same time, but for at most six behind the same bastion. Returns the results in the hosts' order.
 *
 * @param bastionOf returns the address of the bastion in front of a host, or undefined.
 */
export async function everyHost<Host, Result>(
  hosts: readonly Host[],
  bastionOf: (host: Host) => string | undefined,
  act: (host: Host) => Promise<Result>,
): Promise<Result[]> {
  const numbered = hosts.map((host, number) => ({ host, number }));
  const queues = Map.groupBy(numbered, ({ host, number }) => bastionOf(host) ?? number);
  const results: Result[] = [];
  await Promise.all(
    [...queues.values()].flatMap((queue) => {
      const waiting = [...queue];
      const work = async (): Promise<void> => {
        for (let next = waiting.shift(); next !== undefined; next = waiting.shift())
          results[next.number] = await act(next.host);
      };
      return Array.from({ length: Math.min(throughOneBastion, queue.length) }, work);
    }),
  );
  return results;
}
