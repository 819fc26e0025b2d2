// The JSON Schema of what `tools/switchover.ts --json` prints, for programs that read it.
import { z } from "zod";
import { Report } from "../switchover/schema.ts";

export function switchoverSchema(): object {
  return z.toJSONSchema(Report, { target: "draft-7" });
}
