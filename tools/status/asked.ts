import { z } from "zod";
import type { Question } from "./question.ts";

const named = z.object({ name: z.string(), port: z.number() });
const Asked = z.object({
  databases: z.array(named),
  listens: z.array(z.object({ section: z.string(), port: z.number() })),
  services: z.array(z.string()),
  front: z
    .object({
      port: z.number(),
      path: z.string(),
      page: z.string().optional(),
      https: z.number().optional(),
    })
    .optional(),
  paths: z.array(
    z.object({
      kind: z.enum(["agent", "postgresql", "jarvis"]),
      section: z.string(),
      to: z.string(),
      address: z.string(),
      port: z.number(),
      login: z.string().optional(),
      check: z.object({ method: z.string(), path: z.string(), tls: z.boolean() }).optional(),
    }),
  ),
  drained: z.array(z.string()),
  guard: z.number().optional(),
  vips: z.array(z.object({ name: z.string(), address: z.string(), port: z.number() })).optional(),
  config: z.string().optional(),
});

type Known = Pick<Question, "node" | "kind" | "address">;

/**
 * The question that a host says it was asked, as the step `status` left it there. Which host it is, the inventory says and not the host.
 *
 * @returns nothing when that is no question.
 */
export function readAsked(known: Known, text: string): Question | undefined {
  try {
    return withoutUndefined({ ...Asked.parse(JSON.parse(text)), ...known });
  } catch {
    return undefined;
  }
}

/** What is asked of a host that does not answer: nothing is known but where it is, and that SMS nodes have the same databases. */
export function unasked(known: Known, databases: Question["databases"]): Question {
  const none = { listens: [], services: [], front: undefined, paths: [], drained: [], config: undefined };
  return { ...known, ...none, databases: known.kind === "sms" ? databases : [] };
}

/** JSON has no undefined, and the types tell a missing key from one without a value. */
function withoutUndefined(question: z.output<typeof Asked> & Known): Question {
  const { front, config, paths, guard, vips, ...rest } = question;
  return {
    ...rest,
    front,
    config,
    ...(guard === undefined ? {} : { guard }),
    ...(vips === undefined ? {} : { vips }),
    paths: paths.map(({ login, check, ...path }) => ({
      ...path,
      ...(login === undefined ? {} : { login }),
      ...(check === undefined ? {} : { check }),
    })),
  };
}
