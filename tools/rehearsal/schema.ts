import { z } from "zod";
import { Level } from "../status/schema.ts";

// The shape of `--json`, and the source of docs/rehearsal.schema.json. A field may be added within a version;
// removing a field, or changing its meaning, makes the next version.

const name = z.string();

export const Reason = z.object({
  from: z.array(name).describe("The nodes that the path begins at, or that say so"),
  to: name.nullable().describe("The node at its end; null: it is no path over the network"),
  port: z.int().nonnegative().nullable(),
  text: z.string(),
  todo: z.string().nullable().describe("What to do, for a person"),
});

export const Standby = z.object({
  node: name,
  ready: z.boolean().nullable().describe("A failover to it would work now; null: not known"),
  reasons: z.array(Reason).describe("Why not, or why it is not known"),
});

export const Rehearsal = z
  .object({
    version: z.literal(1),
    stack: name,
    at: z.iso.datetime(),
    level: Level.describe(
      "ok: to every standby; degraded: to some, or another path is cut; critical: a database has none; unknown: not known",
    ),
    headline: z.string(),
    databases: z.array(z.object({ name, primary: name.nullable(), standbys: z.array(Standby) })),
    others: z.array(Reason).describe("Paths that are cut, and that a failover to a standby does not need"),
  })
  .meta({ title: "The rehearsal of a failover in a stack of n2acd-ha" });

export type Reason = z.output<typeof Reason>;
export type Standby = z.output<typeof Standby>;
export type Rehearsal = z.output<typeof Rehearsal>;
