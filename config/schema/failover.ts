import { z } from "zod";
import { duration } from "../../lib/duration.ts";
import { type Failover, guardedFast, profiles } from "../../lib/failover.ts";
import { profileOf } from "../failover.ts";
import { integer, map, time, yesOrNo } from "../fields.ts";

/** Documents the values of both profiles. A key that is left out of a map has the value of `fast`. */
function values(description: string, of: (profile: Failover) => string): z.core.GlobalMeta {
  return { description, unset: `\`${of(profiles.fast)}\``, guide: `\`${of(profiles.guide)}\`` };
}

function setting(key: keyof Failover, description: string): z.core.GlobalMeta {
  const guarded = guardedFast[key] === profiles.fast[key] ? "" : `; \`${guardedFast[key]}\` with guards`;
  return values(description + guarded, (profile) => String(profile[key]));
}

function interval(
  key: "inter" | "fastinter" | "downinter" | "checkTimeout" | "connectTimeout",
  description: string,
): z.core.GlobalMeta {
  return values(description, (profile) => duration(profile[key]));
}

const failoverSettings = map({
  inter: time("50ms", "1h")
    .optional()
    .meta(interval("inter", "pause between two checks of a server that is up")),
  fastinter: time("20ms", "1h")
    .optional()
    .meta(interval("fastinter", "pause between two checks while the state of a server is in doubt")),
  downinter: time("50ms", "1h")
    .optional()
    .meta(interval("downinter", "pause between two checks of a server that is down, as every standby is")),
  fall: integer(1, 100)
    .optional()
    .meta(setting("fall", "after how many failed checks in a row a server is down and its sessions are cut")),
  rise: integer(1, 100).optional().meta(setting("rise", "after how many good checks in a row it is up")),
  checkTimeout: time("50ms", "1h")
    .optional()
    .meta(interval("checkTimeout", "how long a check waits for its answer")),
  connectTimeout: time("50ms", "1m")
    .optional()
    .meta(interval("connectTimeout", "how long an attempt to connect may take, for a client or a check")),
  retries: integer(0, 100)
    .optional()
    .meta(
      setting(
        "retries",
        "how often a client's connection to PostgreSQL is tried again; [decision 6](decisions/0006-the-failover-profile-fast.md) says why it is not",
      ),
    ),
  hurryOnError: yesOrNo
    .optional()
    .meta(setting("hurryOnError", "a client's failed connection puts the server in doubt at once")),
});

/** How soon a failure is detected, and what happens then. */
export const failover = {
  failover: z
    .union([z.enum(["guide", "fast"]), failoverSettings], { error: '"guide", "fast" or a map of settings' })
    .transform(profileOf)
    .prefault("fast")
    .meta({
      description:
        "a profile, `fast` or `guide`, or a map of the keys below; a key that you leave out is as in `fast`",
      guide: "`guide`",
    }),
  splitBrain: z.enum(["refuse", "keep"], { error: '"refuse" or "keep"' }).default("keep").meta({
    description:
      "what HAProxy does while two servers answer as primary: `keep` stays with the one in use, `refuse` refuses both: [decision 5](decisions/0005-one-writer-or-none.md)",
    guide: "none",
  }),
  failoverBudget: time("100ms", "1h")
    .optional()
    .describe("the longest worst case that you accept. The preview refuses a stack with a longer one"),
};
