const units: readonly (readonly [string, number])[] = [
  ["d", 86_400_000],
  ["h", 3_600_000],
  ["m", 60_000],
  ["s", 1000],
  ["ms", 1],
];

/** HAProxy stores times in 32 bits: in milliseconds, about 24 days at most. */
export const longestDuration = 2_073_600_000;

/** Milliseconds from `250`, `"250ms"`, `"3s"`, `"30m"`, `"1h"` or `"1d"`; undefined for anything else. */
export function parseDuration(value: unknown): number | undefined {
  if (typeof value === "number") return Number.isInteger(value) && value >= 0 ? value : undefined;
  const [, digits, unit] = typeof value === "string" ? (/^(\d{1,10})(ms|s|m|h|d)$/.exec(value) ?? []) : [];
  const factor = units.find(([name]) => name === unit)?.[1];
  return factor === undefined ? undefined : Number(digits) * factor;
}

/** Milliseconds as HAProxy writes them, in the largest unit that stays whole: `250ms`, `3s`, `30m`. */
export function duration(milliseconds: number): string {
  const [unit, factor] = units.find(([, size]) => milliseconds % size === 0 && milliseconds > 0) ?? ["ms", 1];
  return `${milliseconds / factor}${unit}`;
}

/** Milliseconds for people: `0.25 s`, `24 s`. */
export function seconds(milliseconds: number): string {
  return `${milliseconds / 1000} s`;
}
