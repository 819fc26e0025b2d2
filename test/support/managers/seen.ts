// What the runs of test-managers saw: seen.json beside this file, in which each run replaces the rows that it played.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Node } from "../pair/pair.ts";

/** Manager, and what answers HAProxy's checks. */
export const setups = [
  "Patroni, its REST API",
  "Patroni, its REST API over TLS",
  "Patroni, `bundled`",
  "repmgr, `bundled`",
] as const;
export type Setup = (typeof setups)[number];

export const faults = [
  "PostgreSQL is killed",
  "PostgreSQL hangs",
  "the host is cut off",
  "planned switchover",
] as const;
export type FaultName = (typeof faults)[number];

/** What is played with each. TLS only changes how HAProxy asks. */
export const played: Readonly<Record<Setup, readonly FaultName[]>> = {
  "Patroni, its REST API": faults,
  "Patroni, its REST API over TLS": ["PostgreSQL is killed"],
  "Patroni, `bundled`": faults,
  "repmgr, `bundled`": faults,
};

/** Rows that no run which passed has recorded. */
export function lacking(seen: readonly Row[]): string[] {
  return setups.flatMap((setup) =>
    played[setup]
      .filter((fault) => !seen.some((row) => row.setup === setup && row.fault === fault))
      .map((fault) => `${setup}: ${fault}`),
  );
}

/** One failover, in seconds. */
export interface Round {
  readonly to: Node;
  /** From the fault, or from the last row that the old primary took before a planned switchover, to a writable primary: the manager's time. */
  readonly promoted: number;
  /** From there, and from the end of a silent host's lease, to the first row through any HAProxy: n2acd-ha's time. */
  readonly routed: number;
  /** From the fault to that row. */
  readonly all: number;
  /** From the fault until every client that can reach a HAProxy has written. */
  readonly last: number;
  /** Of this machine, over a minute. */
  readonly load: number;
}

export interface Row {
  readonly setup: Setup;
  readonly fault: FaultName;
  readonly date: string;
  readonly commit: string;
  readonly rounds: readonly Round[];
}

const path = join(import.meta.dirname, "seen.json");

export function readSeen(): readonly Row[] {
  return JSON.parse(readFileSync(path, "utf8")) as Row[];
}

/** Adds a row, in place of the one that is there. */
export function record(row: Row): void {
  const others = readSeen().filter(({ setup, fault }) => setup !== row.setup || fault !== row.fault);
  const order = ({ setup, fault }: Row): number =>
    setups.indexOf(setup) * faults.length + faults.indexOf(fault);
  const all = [...others, row].sort((a, b) => order(a) - order(b));
  writeFileSync(path, `${JSON.stringify(all, null, 2)}\n`);
}
