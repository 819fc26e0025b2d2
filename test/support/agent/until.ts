import { setTimeout as sleep } from "node:timers/promises";

/** Seconds that a busy machine may add to a time. What an agent that is wrong adds is more. */
export const SLACK = 0.7;

/** Seconds until `check` holds, looked at every 10 ms; throws when it does not within `bound` seconds. */
export async function until(what: string, bound: number, check: () => Promise<boolean>): Promise<number> {
  const began = performance.now();
  for (;;) {
    const held = await check();
    const seconds = (performance.now() - began) / 1000;
    if (held) return seconds;
    if (seconds > bound) throw new Error(`not within ${bound} s: ${what}`);
    await sleep(10);
  }
}

/** Looks at `check` every 10 ms for `seconds`, and gives every result. */
export async function during<T>(seconds: number, check: () => Promise<T>): Promise<T[]> {
  const seen: T[] = [];
  const end = performance.now() + seconds * 1000;
  while (performance.now() < end) {
    seen.push(await check());
    await sleep(10);
  }
  return seen;
}
