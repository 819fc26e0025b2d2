import { z } from "zod";
import { Level } from "../status/schema.ts";

// The shape of `--json`, and the source of docs/switchover.schema.json. A field may be added within a version;
// removing a field, or changing its meaning, makes the next version.

const name = z.string();
const seconds = z.number().nonnegative();

export const Problem = z.object({
  text: z.string(),
  todo: z.string().nullable().describe("What to do, for a person"),
});

export const Outage = z.object({
  seconds: seconds.describe("For how long nobody could write; the longest of those below"),
  measured: z
    .enum(["clients", "stages"])
    .describe(
      "clients: by writers through HAProxy; stages: from the stop to the end of the promotion, without HAProxy's part",
    ),
  nodes: z.array(z.object({ node: name, seconds })).describe("As clients of the HAProxy on each node met it"),
});

export const Report = z
  .object({
    version: z.literal(1),
    stack: name,
    at: z.iso.datetime(),
    database: name,
    from: name.nullable().describe("The primary of before; null: not known"),
    to: name,
    manager: z
      .enum(["patroni", "repmgr", "none"])
      .nullable()
      .describe("Who switched over; null: not known yet"),
    checked: z.boolean().describe("Only the checks were done"),
    level: Level.describe(
      "ok: switched over, or it would be; degraded: switched over, and something is left to do; critical: not switched over; unknown: not known",
    ),
    headline: z.string(),
    problems: z.array(Problem).describe("Why not, or what is left to do"),
    stages: z.array(
      z.object({ text: z.string(), seconds: seconds.describe("Since the command was started") }),
    ),
    outage: Outage.nullable().describe("null: nobody was kept from writing, or nothing was measured"),
  })
  .meta({ title: "A switchover in a stack of n2acd-ha" });

export type Problem = z.output<typeof Problem>;
export type Outage = z.output<typeof Outage>;
export type Report = z.output<typeof Report>;
