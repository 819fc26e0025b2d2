import { seconds } from "./duration.ts";

/** How HAProxy checks the servers. Times in milliseconds; the names are HAProxy's own. */
export interface Failover {
  /** Pause between two checks of a server that is up and well. */
  readonly inter: number;
  /** Pause between two checks while a server's state is in doubt. */
  readonly fastinter: number;
  /** Pause between two checks of a server that is down, as every standby is. */
  readonly downinter: number;
  /** Failed checks in a row until a server is down, and its sessions are cut. */
  readonly fall: number;
  /** Good checks in a row until a server is up. */
  readonly rise: number;
  /** How long one check may wait for its answer once it is connected. */
  readonly checkTimeout: number;
  /** How long one attempt to connect may take, a client's or (if shorter than `inter`) a check's. */
  readonly connectTimeout: number;
  /** How often a client's connection to PostgreSQL is tried again. The attempts are `connectTimeout` apart, but at most 1 s. */
  readonly retries: number;
  /** True: a client's failed connection puts the server in doubt at once, so the pause is `fastinter` from then on. */
  readonly hurryOnError: boolean;
}

/**
 * The named settings.
 *
 * `guide` has exactly the vendor's values. No other profile may have a check timeout above its interval.
 *
 * `fast` follows from two requirements: a silence of 3 s (a checkpoint, a slow disk, a snapshot) cuts no session, and a silence that lasts
 * moves the traffic within 4 s. A server that falls silent is down after `fall * checkTimeout + (fall - 1) * fastinter`, plus at most one
 * `inter` until a check meets the silence. The first sum has to exceed 3 s by the time of one or two slow answers: 6 * 500 + 5 * 75 =
 * 3375 ms. That leaves 500 ms for `inter`, 3875 ms in all. A host that is gone costs the same, because `inter` limits the time to connect.
 *
 * Many short checks are better than a few long ones. A refusal or a 503 waits for no timeout, so it takes at most 500 + 5 * 75 = 875 ms,
 * and 375 to 450 ms if a client's failed connection starts the count. `fall 3` with 1 s each would take up to 1.4 s for the same patience.
 * A new primary is up after at most `downinter + fastinter` = 325 ms; because of `rise 2`, one stray 200 moves no traffic. The cost is four
 * checks a second of each standby by each HAProxy, which is why `downinter` is no shorter.
 *
 * `retries` 0: a client that a dead primary refuses is refused at once, and can connect as soon as the new primary is up. With retries,
 * HAProxy holds the client for two of them, one on the dead server and one before it uses the other server. Then it cuts the client all the
 * same, because `on-marked-down shutdown-sessions` also ends sessions that wait. Measured with retries 500 ms apart: 1.0 s until the first
 * row instead of 0.46 s, and the client that waited was lost in both cases.
 *
 * An agent that itself turns a hanging PostgreSQL into a 503 shortens that patience, unless it waits for 3 s too.
 */
export const profiles = {
  guide: {
    inter: 3000,
    fastinter: 3000,
    downinter: 3000,
    fall: 3,
    rise: 2,
    checkTimeout: 5000,
    connectTimeout: 4000,
    retries: 2,
    hurryOnError: false,
  },
  fast: {
    inter: 500,
    fastinter: 75,
    downinter: 250,
    fall: 6,
    rise: 2,
    checkTimeout: 500,
    connectTimeout: 500,
    retries: 0,
    hurryOnError: true,
  },
} as const satisfies Record<string, Failover>;

/**
 * `fast` for the servers of writers where there are guards.
 *
 * `rise` 1: without guards, `rise` 2 prevents one stray 200 from moving traffic. With guards a stray 200 moves none: HAProxy stays with the
 * primary in use while that is up, and the guard waits for a primary that is silent and may still serve. So the first 200 of a new primary
 * counts.
 *
 * `fall` 7: it no longer decides how long a failover takes, because the guard reports a promotion at once. So an agent that stood still for
 * 3 s, and then has to answer all checks that have arrived meanwhile, gets another half second.
 */
export const guardedFast: Failover = { ...profiles.fast, rise: 1, fall: 7 };

/** The reasons why these settings contradict each other, each with its arithmetic; empty if they are sound. */
export function contradictions(settings: Failover): string[] {
  const { inter, fastinter, checkTimeout } = settings;
  const longer = (name: string, value: number, why: string): string[] =>
    value <= inter ? [] : [`${name} ${seconds(value)} > inter ${seconds(inter)}: ${why}`];
  return [
    ...longer("checkTimeout", checkTimeout, "a check must have ended when the next one is due"),
    ...longer("fastinter", fastinter, "checks of a server in doubt must not be slower than the usual ones"),
  ];
}
