import { failoverBounds } from "../../../lib/bounds.ts";
import { profiles } from "../../../lib/failover.ts";
import type { Node } from "../../support/pair/pair.ts";
import type { Field } from "./field.ts";

/** Worst cases of the profile in use, in milliseconds. */
export const bounds = failoverBounds(profiles.fast);

/** Milliseconds until a primary that is dead is out, and the new one in. */
export const failover = Math.max(bounds.down.unavailable, bounds.up);

/** What a client adds to a bound: it may have just begun an attempt, for which it has a second's patience. */
export const clients = 1100;

/** A fault and what may come of it. */
export interface Case {
  readonly name: string;
  /** Makes the fault happen; gives the moment, as Date.now(), from which on rows could be written again. */
  readonly strike: (field: Field) => Promise<number>;
  /** Milliseconds from then until every writer writes again. */
  readonly within: number;
  /** Who writes again: both nodes by default. */
  readonly through?: (field: Field) => readonly Node[];
  /** The standby becomes the primary. */
  readonly promotes: boolean;
  /** Happens once all write again; then it is watched for some seconds. */
  readonly then?: (field: Field) => Promise<void>;
  /** How often a HAProxy may change its mind about one server: once by default. */
  readonly changes?: number;
  /** The same with guards, where it is more. */
  readonly guardedChanges?: number;
  /** Nobody but a guard or the bundled agent keeps the old primary from taking rows of its own HAProxy. */
  readonly unfenced?: boolean;
  /** No session may be cut. */
  readonly sessionsLive?: boolean;
}

/** The primary is struck, and the standby promoted as early as anybody could. */
export const strikeAndPromote =
  (command: string) =>
  async (field: Field): Promise<number> => {
    await field.strike(command);
    return field.promote();
  };
