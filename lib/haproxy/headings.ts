import type { SmsModel } from "./model.ts";

/** The headings of the sections that `renderSms` makes. */
export function smsHeadings({
  databases,
  splitBrain,
}: {
  readonly databases: readonly Pick<SmsModel["databases"][number], "name" | "readers">[];
  readonly splitBrain: SmsModel["splitBrain"];
}): string[] {
  return [
    "global",
    "defaults",
    ...(splitBrain === "keep" ? ["peers sms"] : []),
    "listen stats",
    ...databases.flatMap(({ name, readers }) => [
      `listen Postgres-${name}`,
      ...(readers === undefined ? [] : [`listen Postgres-${name}-read`]),
    ]),
  ];
}

/** The headings of the sections that `renderFe` makes. */
export const feHeadings = [
  "global",
  "defaults",
  "listen stats",
  "frontend http-in",
  "backend apache",
  "backend jarvis",
];
