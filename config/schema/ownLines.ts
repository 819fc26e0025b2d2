import { z } from "zod";
import { line, map } from "../fields.ts";

const lines = z
  .record(z.string(), z.array(line, { error: "a list of lines" }), {
    error: "a map of lists of lines by section, such as { global: [ssl-server-verify none] }",
  })
  .default({});

/** An operator's own lines of `haproxy.cfg`. */
export const ownLines = {
  extraConfig: map({
    sms: lines.describe(
      'on SMS nodes: lists of lines, each under the heading of its section, such as `"listen Postgres-ACD"`, as the rendered file has it; whole sections of your own under `sections`',
    ),
    fe: lines.describe("the same on FE nodes"),
  }).prefault({}),
};
