// The figures as a table, and whether they are what is asked of `fast`.
import { table } from "../../lib/table.ts";
import { median } from "../lib/figures.ts";
import { boundOf, type Profile, profileNames } from "./bounds.ts";
import { type Fault, faults, type Run } from "./trial.ts";

export interface Measured extends Run {
  readonly profile: Profile;
}

/** Seconds that `fast` may take in the median, and how many times faster than `guide` it has to be. */
const asked: Readonly<Record<Fault, { median: number; ratio: number }>> = {
  killed: { median: 0.8, ratio: 7 },
  hung: { median: 4, ratio: 4 },
  // A second's answer instead of silence helps the guide's settings, not `fast`, which is no faster than 3 s on purpose.
  "hung-answered": { median: 4, ratio: 2.5 },
  vanished: { median: 4, ratio: 4 },
};

/** The seconds of the runs that fit. */
export function secondsOf(runs: readonly Measured[], fit: Partial<Measured>): number[] {
  return runs
    .filter((run) => Object.entries(fit).every(([key, value]) => run[key as keyof Measured] === value))
    .map((run) => run.seconds);
}

export function summary(runs: readonly Measured[]): string {
  const rows = faults.flatMap((fault) =>
    profileNames.flatMap((profile) =>
      ["sms-01", "sms-02", "both"].map((node) => {
        const fit = { fault, profile, ...(node === "both" ? {} : { node: node as Run["node"] }) };
        const seconds = secondsOf(runs, fit);
        return { fault, profile, node, seconds };
      }),
    ),
  );
  const head = ["fault", "profile", "through", "n", "min", "median", "max", "bound", "guide/fast"];
  const body = rows
    .filter(({ seconds }) => seconds.length > 0)
    .map(({ fault, profile, node, seconds }) => [
      ...[fault, profile, node, String(seconds.length)],
      ...[Math.min(...seconds), median(seconds), Math.max(...seconds), boundOf(profile, fault)].map(
        twoPlaces,
      ),
      profile === "fast" && node === "both" ? ratioText(runs, fault) : "",
    ]);
  return table([head, ...body], 3);
}

/** What is not as asked, a line each. */
export function shortcomings(runs: readonly Measured[]): string[] {
  const late = runs
    .filter(({ profile, fault, seconds }) => seconds > boundOf(profile, fault))
    .map((run) => `${run.profile}, ${run.fault}, ${run.node}: ${twoPlaces(run.seconds)} s is over the bound`);
  const slow = faults.flatMap((fault) => {
    const fast = secondsOf(runs, { profile: "fast", fault });
    if (fast.length === 0) return [];
    const limit = asked[fault];
    const [typical, times] = [median(fast), ratio(runs, fault)];
    return [
      ...(typical <= limit.median
        ? []
        : [`fast, ${fault}: median ${twoPlaces(typical)} s > ${limit.median} s`]),
      ...(times >= limit.ratio
        ? []
        : [`${fault}: fast is ${twoPlaces(times)} x faster, not ${limit.ratio} x`]),
    ];
  });
  return [...late, ...slow];
}

function ratio(runs: readonly Measured[], fault: Fault): number {
  const [guide, fast] = profileNames.map((profile) => secondsOf(runs, { profile, fault }));
  if (!guide?.length || !fast?.length) return Infinity;
  return median(guide) / median(fast);
}

function ratioText(runs: readonly Measured[], fault: Fault): string {
  const times = ratio(runs, fault);
  return Number.isFinite(times) ? `${times.toFixed(1)} x` : "";
}

function twoPlaces(value: number): string {
  return value.toFixed(2);
}
