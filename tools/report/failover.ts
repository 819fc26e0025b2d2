import { seconds } from "../../lib/duration.ts";
import { boundsOf, type WorstCases } from "../../lib/guard.ts";
import { inWords } from "../../lib/worstCases.ts";
import { table } from "./markdown.ts";
import type { Preview } from "./preview.ts";
import type { Settings } from "./settings.ts";

type Event = readonly [words: string, of: (bounds: WorstCases) => number | undefined];

const promotions: readonly Event[] = [
  ["a promotion beside an old primary that lives or hangs", ({ guards }) => guards?.superseded],
  ["a promotion beside one that is gone without a word", ({ guards }) => guards?.silent],
];
const faults: readonly Event[] = [
  ["the agent is dead", ({ down }) => down.refused],
  ["PostgreSQL is dead or demoted", ({ down }) => down.unavailable],
  ["the host is silent", ({ down }) => down.silentHost],
  ["the agent hangs", ({ down }) => down.hungAgent],
];
const newPrimary: Event = ["a new primary takes connections", ({ up }) => up];
const events: readonly Event[] = [
  ...promotions,
  ...faults,
  newPrimary,
  ["a silence that cuts no session", ({ toleratedSilence }) => toleratedSilence],
];

/** The worst cases before and after. */
export interface Budget {
  readonly before: WorstCases | undefined;
  readonly after: WorstCases;
  /** The stack's own limit, `failoverBudget`. */
  readonly limit: number | undefined;
}

export function budgetOf({ steps }: Preview, { config, secretKeys }: Settings): Budget | undefined {
  if (config === undefined || secretKeys.includes("failover")) return undefined;
  const stack = steps.find(({ urn }) => urn.includes("::pulumi:pulumi:Stack::"));
  return {
    before: stack?.oldState?.outputs["failover"] as WorstCases | undefined,
    after: boundsOf(config.failover, config.guard),
    limit: config.failoverBudget,
  };
}

/** A table of the worst cases that change; at a first `up` a sentence. */
export function failover(budget: Budget | undefined): string[] {
  if (budget === undefined) return [];
  const { before, after, limit } = budget;
  const within = limit === undefined ? "" : ` The stack's limit is ${seconds(limit)}.`;
  if (before === undefined) return [inWords(after) + within];
  const rows = events.filter(([, of]) => of(before) !== of(after));
  if (rows.length === 0) return [];
  return [
    ...table(
      ["worst case", "before", "after"],
      rows.map(([event, of]) => [event, cell(of(before)), cell(of(after))]),
    ),
    ...(within === "" ? [] : ["", within.trim()]),
  ];
}

/** True when a failover takes longer than before. With guards, faults do not count: before a promotion there is no server to fail over to. */
export function isSlower({ before, after }: Budget): boolean {
  const counted = [...(after.guards === undefined ? faults : promotions), newPrimary];
  return before !== undefined && counted.some(([, of]) => (of(after) ?? 0) > (of(before) ?? Infinity));
}

/** There is no bound for a promotion without guards, because by itself it moves nothing. */
function cell(milliseconds: number | undefined): string {
  return milliseconds === undefined ? "no bound" : seconds(milliseconds);
}
