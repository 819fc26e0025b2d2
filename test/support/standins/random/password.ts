/** random:index/randomPassword:RandomPassword (its bcryptHash excepted) and RandomString. */
import { randomInt } from "node:crypto";
import type { Props } from "../shared/diff.ts";
import type { Resource } from "../shared/resource.ts";

interface Rules {
  readonly length: number;
  readonly overrideSpecial?: string;
  readonly lower: boolean;
  readonly upper: boolean;
  readonly numeric: boolean;
  readonly special: boolean;
  readonly minLower: number;
  readonly minUpper: number;
  readonly minNumeric: number;
  readonly minSpecial: number;
}

const defaults = {
  ...{ lower: true, upper: true, numeric: true, special: true },
  ...{ minLower: 0, minUpper: 0, minNumeric: 0, minSpecial: 0 },
};

function withDefaults(inputs: Props): Props {
  const given = Object.entries(inputs).filter(([name, value]) => value != null && name !== "number");
  const numeric = inputs["numeric"] ?? inputs["number"] ?? true;
  return { ...defaults, ...Object.fromEntries(given), numeric };
}

export function generate(rules: Rules): string {
  const special = rules.overrideSpecial || "!@#$%&*()-_=+[]{}<>:?";
  const kinds = [
    { use: rules.numeric, letters: "0123456789", least: rules.minNumeric },
    { use: rules.lower, letters: "abcdefghijklmnopqrstuvwxyz", least: rules.minLower },
    { use: rules.upper, letters: "ABCDEFGHIJKLMNOPQRSTUVWXYZ", least: rules.minUpper },
    { use: rules.special, letters: special, least: rules.minSpecial },
  ];
  const alphabet = kinds.map(({ use, letters }) => (use ? letters : "")).join("");
  if (alphabet === "") throw new Error("the character set specified is empty");
  const pick = (letters: string, count: number) =>
    Array.from({ length: count }, () => letters.charAt(randomInt(letters.length)));
  const least = kinds.flatMap((kind) => pick(kind.letters, kind.least));
  const letters = [...least, ...pick(alphabet, rules.length - least.length)];
  for (let i = letters.length - 1; i > 0; i--) {
    const j = randomInt(i + 1);
    [letters[i], letters[j]] = [letters[j] ?? "", letters[i] ?? ""];
  }
  return letters.join("");
}

function check(inputs: Props): Props {
  const checked = withDefaults(inputs);
  const { length, minLower, minUpper, minNumeric, minSpecial } = checked as unknown as Rules;
  if (typeof length === "number" && length < Math.max(1, minLower + minUpper + minNumeric + minSpecial)) {
    throw new Error(`length is ${length}: it must be at least 1, and at least the sum of the min* inputs`);
  }
  return checked;
}

const random = (idOf: (result: string) => string): Resource => ({
  replaces: () => true,
  check,
  create: (inputs) => {
    const result = generate(inputs as unknown as Rules);
    return Promise.resolve({ id: idOf(result), outs: { ...inputs, number: inputs["numeric"], result } });
  },
});

export const randomPassword = random(() => "none");
export const randomString = random((result) => result);
