// The table of the figures, and the list of those that miss their limits.
import { table } from "../../lib/table.ts";
import { median } from "../../test/support/median.ts";
import { type Agent, agents } from "../../test/support/failover/agents.ts";
import { type Failover, type Kind, kinds, only, type Result } from "../../test/support/failover/records.ts";
import { courses, type Row, rows } from "../../test/support/failover/rows.ts";
import { rivals, type Target, targets, titles } from "../../test/support/failover/targets.ts";

/** The limits in seconds for the time to the first row, in every row of the table. */
const most = { median: 0.3, max: 0.6 };
/** The limits of an idle host: CPU of guard, its session and HAProxy together in per cent of a core, and memory of the guard in MiB. */
const idleMost = { cpu: 0.5, memory: 32 };

/** One row of the table: a fault with an agent. */
export interface Group {
  readonly row: Row;
  readonly agent: Agent;
  readonly failovers: readonly Failover[];
}

/** The groups that were measured, in the order of the table. */
export function groupsOf(results: readonly Result[]): Group[] {
  const all = only(results, "failover");
  return rows
    .flatMap((row) =>
      agents.map((agent) => ({
        ...{ row, agent },
        failovers: all.filter((each) => each.row === row && each.agent === agent),
      })),
    )
    .filter(({ failovers }) => failovers.length > 0);
}

/** Seconds to the first row through a target, of all clients or one kind. Infinity where no row arrived, or a rival had two writers meanwhile. */
export function secondsOf(failovers: readonly Failover[], target: Target, kind?: Kind): number[] {
  return failovers.flatMap(({ clients, astray }) =>
    clients
      .filter((client) => client.target === target && (kind === undefined || client.kind === kind))
      .map(({ seconds }) =>
        seconds === null || (target !== "guarded" && (astray[target] ?? 0) > 0) ? Infinity : seconds,
      ),
  );
}

/** What is shown of a target in a row: the median, or why there is none. */
export function shown(failovers: readonly Failover[], target: Target): string {
  const seconds = secondsOf(failovers, target);
  if (seconds.length === 0) return "";
  const typical = median(seconds);
  if (Number.isFinite(typical)) return places(typical);
  const two = failovers.some(({ astray }) => (astray[target] ?? 0) > 0);
  return two ? "two writers" : `> ${Math.max(...failovers.map(({ patience }) => patience))}`;
}

/** Seconds from the fault to the first row of n2acd-ha. */
export function sinceFault(failovers: readonly Failover[]): number[] {
  return failovers.flatMap((failover) =>
    secondsOf([failover], "guarded").map((seconds) => seconds + failover.since),
  );
}

export const head = [
  ...["Fault", "Agent", "n", "Early: median", "Most", "Late: median", "Most", "From the fault"],
  ...targets.filter((target) => target !== "guarded").map((target) => titles[target]),
];

/** The cells of the table below {@link head}. */
export function cells(results: readonly Result[]): string[][] {
  return groupsOf(results).map(({ row, agent, failovers }) => [
    ...[courses[row].title, agent, String(failovers.length)],
    ...kinds.flatMap((kind) => {
      const seconds = secondsOf(failovers, "guarded", kind);
      return seconds.length === 0 ? ["", ""] : [places(median(seconds)), places(Math.max(...seconds))];
    }),
    places(median(sinceFault(failovers))),
    ...targets.filter((target) => target !== "guarded").map((target) => shown(failovers, target)),
  ]);
}

export function summary(results: readonly Result[]): string {
  return table([head, ...cells(results)], 2);
}

/** The figures that miss their limits, one line for each. */
export function shortcomings(results: readonly Result[]): string[] {
  return [...groupsOf(results).flatMap(ofGroup), ...ofStalls(results), ...ofIdle(results)];
}

function ofGroup({ row, agent, failovers }: Group): string[] {
  const lost = failovers.reduce((sum, { astray }) => sum + (astray.guarded ?? 0), 0);
  const lines = kinds.flatMap((kind) => {
    const own = secondsOf(failovers, "guarded", kind);
    if (own.length === 0) return [];
    const [typical, longest] = [median(own), Math.max(...own)];
    return [
      ...(typical <= most.median
        ? []
        : [`${kind}: the median is ${places(typical)} s, not ${most.median} s`]),
      ...(longest <= most.max ? [] : [`${kind}: the maximum is ${places(longest)} s, not ${most.max} s`]),
      ...rivals.flatMap((rival) => {
        const theirs = median(secondsOf(failovers, rival, kind));
        return theirs < typical
          ? [`${kind}: ${titles[rival]} is faster, ${places(theirs)} s and not ${places(typical)} s`]
          : [];
      }),
    ];
  });
  const two = lost === 0 ? [] : [`${lost} rows went to the old primary after the new one had taken one`];
  return [...lines, ...two].map((line) => `${courses[row].title}, ${agent}: ${line}`);
}

function ofStalls(results: readonly Result[]): string[] {
  return only(results, "stall")
    .filter(({ cut }) => cut > 0)
    .map(
      ({ agent, of, seconds, cut }) => `${agent}: ${of} stopped for ${seconds} s, ${cut} sessions were cut`,
    );
}

function ofIdle(results: readonly Result[]): string[] {
  return only(results, "idle").flatMap(({ agent, node, guard, session, haproxy, memory }) => {
    const cpu = guard + session + haproxy;
    return [
      ...(cpu <= idleMost.cpu
        ? []
        : [`${agent}, ${node}: guard and checks take ${places(cpu)} % of a core, not ${idleMost.cpu} %`]),
      ...(memory <= idleMost.memory
        ? []
        : [`${agent}, ${node}: the guard takes ${memory.toFixed(0)} MiB, not ${idleMost.memory} MiB`]),
    ];
  });
}

export function places(value: number): string {
  return Number.isFinite(value) ? value.toFixed(2) : "none";
}
