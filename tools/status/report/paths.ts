import { type Answer, whole } from "../answer.ts";
import type { Path as Asked } from "../path.ts";
import type { Question } from "../question.ts";
import type { Path } from "../schema.ts";

/** The result at the end of every path from a node. */
export function pathsFrom({ paths }: Question, answer: Answer): Path[] {
  return paths.map((asked) => {
    const { kind, section, to, address, port, login } = asked;
    const met = answer.paths.find(
      (each) => each.kind === kind && each.section === section && each.to === to && each.address === address,
    ) ?? { answer: "", says: "it could not be tried" };
    const code = kind === "postgresql" ? null : (whole(met.answer) ?? null);
    const role = kind === "postgresql" ? (roles.get(met.answer) ?? null) : null;
    return {
      kind,
      section,
      to,
      address,
      port,
      login: login ?? null,
      code,
      says: code === null ? "" : met.says,
      role,
      trouble: code === null && role === null ? inWords(met.says) : unwanted(asked, code),
    };
  });
}

const roles = new Map<string, "primary" | "standby">([
  ["f", "primary"],
  ["t", "standby"],
]);

/** Says what is wrong with an answer that the check does not expect; null for an expected one. */
function unwanted({ kind, check }: Asked, code: number | null): string | null {
  const asks = `${check?.method ?? ""} ${check?.path ?? ""}`;
  if (kind === "agent" && code !== 200 && code !== 503)
    return `it answers ${code ?? ""} to ${asks}, which is neither 200, for a primary, nor 503, for a standby`;
  return kind === "jarvis" && code !== 200 ? `it answers ${code ?? ""} to ${asks}, and not 200` : null;
}

/** The messages of curl, psql and PostgreSQL without their prefixes, and in more words where they are terse. */
function inWords(said: string): string {
  const plain = said
    .replace(/^((connection to server|login at) .*? failed|could not connect to server): /, "")
    .replace(/^(FATAL|ERROR): +/, "")
    .trim();
  return meanings.find(([words]) => words.test(plain))?.[1] ?? (plain || "it gives no reason");
}

const meanings: readonly (readonly [RegExp, string])[] = [
  [/connection refused|couldn't connect/i, "the port refuses: nothing listens, or a firewall rejects"],
  [
    /no route to host|prohibited|unreachable/i,
    "no way there: a firewall rejects, or host or network are gone",
  ],
  [/HTTP\/0\.9/i, "its answer is not HTTP"],
  [/operation timed out/i, "connected, no answer in time: it hangs"],
  [
    /timed out|timeout expired|timeout was reached|no answer within/i,
    "nothing answers in time: host or network gone, or a firewall drops",
  ],
];
