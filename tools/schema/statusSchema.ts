// The JSON Schema of what `tools/status.ts --json` prints, for programs that read it.
import { z } from "zod";
import { Status } from "../status/schema.ts";

export function statusSchema(): object {
  return z.toJSONSchema(Status, { target: "draft-7" });
}
