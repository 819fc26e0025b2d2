// The JSON Schema of what `tools/rehearsal.ts --json` prints, for programs that read it.
import { z } from "zod";
import { Rehearsal } from "../rehearsal/schema.ts";

export function rehearsalSchema(): object {
  return z.toJSONSchema(Rehearsal, { target: "draft-7" });
}
