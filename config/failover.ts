import type { z } from "zod";
import { type Failover, guarded, profiles } from "../lib/failover.ts";
import type { settings } from "./schema.ts";

/** The settings in effect, and which profile they are. */
export interface Profile {
  readonly profile: "guide" | "fast" | "custom";
  readonly settings: Failover;
  /** The same for the servers of writers where there are guards. */
  readonly guarded: Failover;
}

export function profileOf(chosen: z.output<typeof settings.failover>): Profile {
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
