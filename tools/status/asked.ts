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
 * Reads the question that a host reports, as the step `status` stored it there. The host's identity is taken from the inventory instead.
 *
 * @returns undefined when the text is no question.
 */
export function readAsked(known: Known, text: string): Question | undefined {
  try {
    return withoutUndefined({ ...Asked.parse(JSON.parse(text)), ...known });
  } catch {
    return undefined;
  }
}

/** The question for a host that does not answer: only its address is known, and that all SMS nodes have the same databases. */
export function unasked(known: Known, databases: Question["databases"]): Question {
  const none = { listens: [], services: [], front: undefined, paths: [], drained: [], config: undefined };
  return { ...known, ...none, databases: known.kind === "sms" ? databases : [] };
}

/** Omits keys without a value: JSON has no undefined, and the types distinguish a missing key from one that is undefined. */
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
