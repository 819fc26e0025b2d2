// Answers of real hosts, recorded by test/cluster/status/: what each of them was asked, and what it said.
import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { readAnswer } from "../../../tools/status/answer.ts";
import type { Looked } from "../../../tools/status/look.ts";
import type { Question } from "../../../tools/status/question.ts";

export const states = ["healthy", "lost", "failover", "two-primaries"] as const;
export type State = (typeof states)[number];

const folder = join(import.meta.dirname, "answers");

export function questions(state: State): Question[] {
  return JSON.parse(readFileSync(join(folder, state, "questions.json"), "utf8")) as Question[];
}

/** Hosts of which there is no answer were lost. `change` is for tests of what else a host might say. */
export function recorded(state: State, change = (_: string, text: string): string => text): Looked[] {
  return questions(state).map((question) => {
    const file = join(folder, state, `${question.node}.txt`);
    const answer = existsSync(file)
      ? readAnswer(change(question.node, readFileSync(file, "utf8")))
      : undefined;
    const trouble =
      answer === undefined ? "ssh: connect to host 172.30.211.12 port 22: No route to host" : undefined;
    return { question, answer, trouble };
  });
}

/** One thing of what a node said that is another. */
export type Change = readonly [node: string, from: RegExp | string, to: string];

/** A healthy cluster, but for these changes. */
export function recordedWith(...changes: readonly Change[]): Looked[] {
  return recorded("healthy", (node, text) =>
    changes
      .filter(([of]) => of === node)
      .reduce((rest, [, from, to]) => {
        const changed = rest.replace(from, to);
        assert.notEqual(changed, rest, `${node} has no ${String(from)}`);
        return changed;
      }, text),
  );
}

/** The state of a server, as a HAProxy says it. */
export const row = (server: string, section = "Postgres-ACD"): RegExp =>
  new RegExp(`(?<=^stat\\t${section},${server},.*,)(UP|DOWN)(?=,1,)`, "m");

/** What was met at the end of a path. */
export const says = (kind: "agent" | "postgresql" | "jarvis", to: string, answer: string): RegExp =>
  new RegExp(`(?<=^path\\t${kind}\\t[^\\t]*\\t${to}\\t[^\\t]*\\t)${answer}`, "m");

const web = { name: "web", address: "10.0.0.50", port: 80 };

/** A healthy cluster whose front ends have an address in turn: what each of them says of it, and of its keepalived. */
export function recordedVip(
  said: Readonly<Record<string, readonly [vip: string, keepalived?: string]>>,
  change = (_: string, text: string): string => text,
): Looked[] {
  const all = recorded("healthy", (node, text) => {
    const [vip, keepalived = "active"] = said[node] ?? [];
    if (vip === undefined) return change(node, text);
    const service = `service\tkeepalived\tloaded\t${keepalived}\tenabled\t900`;
    return change(node, text.replace(/^end$/m, `vip\tweb\t${vip.replaceAll(" ", "\t")}\n${service}\nend`));
  });
  return all.map(({ question, ...rest }) =>
    question.kind === "fe"
      ? { ...rest, question: { ...question, vips: [web], services: [...question.services, "keepalived"] } }
      : { ...rest, question },
  );
}
