// What lib/bounds.ts promises for each profile and fault.
import { failoverBounds } from "../../lib/bounds.ts";
import { profiles } from "../../lib/failover.ts";
import { type Fault, faults } from "./trial.ts";

export type Profile = keyof typeof profiles;
export const profileNames = ["guide", "fast"] as const satisfies readonly Profile[];

/**
 * In seconds: until the old primary is down and the new one up, whichever is later; and where connections vanish, until
 * an attempt that had begun just before has failed as well.
 */
export function boundOf(profile: Profile, fault: Fault): number {
  const { down, up } = failoverBounds(profiles[profile]);
  const until: Readonly<Record<Fault, number>> = {
    killed: down.unavailable,
    hung: down.hungAgent,
    "hung-answered": down.hungAgent,
    vanished: down.silentHost + profiles[profile].connectTimeout,
  };
  return Math.max(until[fault], up) / 1000;
}

export function allBounds(): Readonly<Record<Profile, Readonly<Record<Fault, number>>>> {
  const ofProfile = (profile: Profile) =>
    Object.fromEntries(faults.map((fault) => [fault, boundOf(profile, fault)])) as Record<Fault, number>;
  return { guide: ofProfile("guide"), fast: ofProfile("fast") };
}
