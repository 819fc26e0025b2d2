import type { Bounds } from "../../lib/bounds.ts";
import { seconds } from "../../lib/duration.ts";
import { boundsOf, type GuardBounds } from "../../lib/guard.ts";
import { table } from "./markdown.ts";
import type { Preview } from "./preview.ts";
import type { Settings } from "./settings.ts";

type Worst = Bounds & { readonly guards?: GuardBounds };

const events: readonly (readonly [string, (bounds: Worst) => number | undefined])[] = [
  ["a promotion beside an old primary that lives or hangs", ({ guards }) => guards?.superseded],
  ["a promotion beside one that is gone without a word", ({ guards }) => guards?.silent],
  ["the agent is dead", ({ down }) => down.refused],
  ["PostgreSQL is dead or demoted", ({ down }) => down.unavailable],
  ["the host is silent", ({ down }) => down.silentHost],
  ["the agent hangs", ({ down }) => down.hungAgent],
  ["a new primary takes connections", ({ up }) => up],
  ["a silence that cuts no session", ({ toleratedSilence }) => toleratedSilence],
];

/** The worst cases before and after. */
export interface Budget {
  readonly before: Worst | undefined;
  readonly after: Worst;
  /** The stack's own limit, `failoverBudget`. */
  readonly limit: number | undefined;
}

export function budgetOf({ steps }: Preview, { config, secretKeys }: Settings): Budget | undefined {
  if (config === undefined || secretKeys.includes("failover")) return undefined;
  const stack = steps.find(({ urn }) => urn.includes("::pulumi:pulumi:Stack::"));
  return {
    before: stack?.oldState?.outputs["failover"] as Worst | undefined,
    after: boundsOf(config.failover, config.guard),
    limit: config.failoverBudget,
  };
}

/** A table of the worst cases that change; at a first `up` a sentence. */
export function failover(budget: Budget | undefined): string[] {
  if (budget === undefined) return [];
  const { before, after, limit } = budget;
  const within = limit === undefined ? "" : ` The stack's limit is ${seconds(limit)}.`;
  if (before === undefined) {
    return [
      `A dead primary is out within ${seconds(Math.max(after.down.refused, after.down.unavailable))}, a silent or hanging one within ` +
        `${seconds(Math.max(after.down.silentHost, after.down.hungAgent))}; a new one is in within ${seconds(after.up)}.${within}`,
    ];
  }
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

/** True when a primary that is gone, or a new one, is noticed later than before. */
export function isSlower({ before, after }: Budget): boolean {
  return (
    before !== undefined && events.slice(0, -1).some(([, of]) => (of(after) ?? 0) > (of(before) ?? Infinity))
  );
}

/** Without guards a promotion by itself moves nothing. */
function cell(milliseconds: number | undefined): string {
  return milliseconds === undefined ? "no bound" : seconds(milliseconds);
}
