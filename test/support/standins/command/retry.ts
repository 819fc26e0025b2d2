import { setTimeout as delay } from "node:timers/promises";

const firstDelay = 100;
const growth = 1.5;
const longestDelay = 5000;

/** Tries until it works or more than `limit` tries have failed (-1: for ever), waiting longer each time. */
export async function retrying<T>(
  limit: number,
  attempt: () => Promise<T>,
  failed: (tries: number) => void,
): Promise<T> {
  let wait = firstDelay;
  for (let tries = 1; ; tries++) {
    try {
      return await attempt();
    } catch (error) {
      if (limit > -1 && tries > limit) {
        const reason = error instanceof Error ? error.message : String(error);
        throw new Error(`after ${tries - 1} failed attempts: ${reason}`, { cause: error });
      }
      failed(tries);
      await delay(wait);
      wait = Math.min(wait * growth, longestDelay);
    }
  }
}
