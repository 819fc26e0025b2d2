import { z } from "zod";
import type { Server } from "../lib/haproxy/model.ts";
import { address, map, nodeName, yesOrNo } from "./fields.ts";
import { ConfigError, explain } from "./problems.ts";

const form = "the SMS nodes of a stack of n2acd-ha; run up in that stack first, with this version";
const servers = z
  .array(map({ name: nodeName, address, drained: yesOrNo }), { error: form })
  .min(2, { error: form });

/**
 * Reads the SMS nodes of another stack from its output `smsNodes`.
 *
 * @throws ConfigError that lists all problems.
 */
export function parseServers(stack: string, output: unknown): Server[] {
  const parsed = servers.safeParse(output);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.flatMap((issue) => explain(issue, output, new Set()));
  throw new ConfigError(
    problems.map(({ path, text }) => ({
      path: "smsStack",
      text: `${stack}, output smsNodes${path === "" || path.startsWith("[") ? path : `.${path}`}: ${text}`,
    })),
  );
}
