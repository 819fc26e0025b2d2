import type { z } from "zod";
import { type Failover, profiles } from "../lib/failover.ts";
import type { settings } from "./schema.ts";

/** The settings in effect, and which profile they are. */
export interface Profile {
  readonly profile: "guide" | "fast" | "custom";
  readonly settings: Failover;
}

export function profileOf(chosen: z.output<typeof settings.failover>): Profile {
  if (typeof chosen === "string") return { profile: chosen, settings: profiles[chosen] };
  const given = Object.entries<unknown>(chosen).filter(([, value]) => value !== undefined);
  return { profile: "custom", settings: { ...profiles.fast, ...Object.fromEntries(given) } };
}
