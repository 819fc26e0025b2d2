// What a row of the table of changes says.
import type { Node } from "../stack/hosts.ts";
import type { Use } from "./field.ts";
import { type Obstacle, taken } from "./obstacles.ts";

/** A change of one key, tried on hosts. */
export interface Change {
  /** Values by path in the stack file; undefined takes the key away. */
  readonly set: Readonly<Record<string, unknown>>;
  /** The nodes that it changes, in the order of the rollout. */
  readonly nodes: readonly [first: Node, second: Node];
  /** What is in the way at the first node, then at the second. Default: HAProxy refuses what it is to run. */
  readonly obstacles?: readonly [first: Obstacle, second: Obstacle];
  /** What users use while it is changed, and what they use afterwards. */
  readonly during?: Partial<Use>;
  readonly afterwards?: Partial<Use>;
  /** Shell text for both SMS nodes beforehand: what the operator sees to. */
  readonly prepared?: string;
}

/** Why a key is not changed by itself on hosts. */
export type Reason =
  /** A map whose keys have rows of their own. */
  | { readonly holds: "keys" }
  /** It is part of the change of that key. */
  | { readonly with: string }
  /** No step is told of it. */
  | { readonly reaches: "no step" }
  /** It is changed, and fails, in that test. */
  | { readonly tested: string };

export type Row = Change | Reason;

export function isChange(row: Row): row is Change {
  return "set" in row;
}

export const sms = ["sms-01", "sms-02"] as const;
/** Its own restart answers 503 for a moment: what is asked of the SMS nodes' Jarvis is no part of it. */
export const withoutJarvis = { paths: ["/"] };
export const again = { paths: ["/", "/n2acd-fe/jarvis-agent"] };
export const bothTaken = (port: number): [Obstacle, Obstacle] => [taken(port), taken(port)];
export const forward = (from: number, to: number): string =>
  `systemctl is-active -q forward-${from} || systemd-run -q -p User=nobody --unit=forward-${from} socat TCP-LISTEN:${from},fork,reuseaddr TCP:127.0.0.1:${to}`;
