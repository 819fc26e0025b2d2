import { type Failover, guarded, profiles } from "../lib/failover.ts";

/** The settings in effect, and which profile they are. */
export interface Profile {
  readonly profile: "guide" | "fast" | "custom";
  readonly settings: Failover;
  /** The same for the servers of writers where there are guards. */
  readonly guarded: Failover;
}

type Choice = keyof typeof profiles | { readonly [K in keyof Failover]?: Failover[K] | undefined };

/** What is left out of a map is as in `fast`. */
export function profileOf(chosen: Choice): Profile {
  if (chosen === "guide") return { profile: chosen, settings: profiles.guide, guarded: profiles.guide };
  if (chosen === "fast") return { profile: chosen, settings: profiles.fast, guarded: guarded(profiles.fast) };
  const given = Object.entries<unknown>(chosen).filter(([, value]) => value !== undefined);
  const custom = { ...profiles.fast, ...Object.fromEntries(given) };
  return {
    profile: "custom",
    settings: custom,
    guarded: chosen.rise === undefined ? guarded(custom) : custom,
  };
}
