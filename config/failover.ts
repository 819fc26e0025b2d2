import { type Failover, guardedFast, profiles } from "../lib/failover.ts";

/** The settings in effect, and the profile that they come from. */
export interface Profile {
  readonly profile: "guide" | "fast" | "custom";
  readonly settings: Failover;
  /** The settings for the servers of writers where there are guards. */
  readonly guarded: Failover;
}

type Choice = keyof typeof profiles | { readonly [K in keyof Failover]?: Failover[K] | undefined };

/** The settings of a profile or of a map. A key that is left out of a map has the value of `fast`. */
export function profileOf(chosen: Choice): Profile {
  if (chosen === "guide") return { profile: chosen, settings: profiles.guide, guarded: profiles.guide };
  if (chosen === "fast") return { profile: chosen, settings: profiles.fast, guarded: guardedFast };
  const given = Object.fromEntries(
    Object.entries<unknown>(chosen).filter(([, value]) => value !== undefined),
  );
  return {
    profile: "custom",
    settings: { ...profiles.fast, ...given },
    guarded: { ...guardedFast, ...given },
  };
}
