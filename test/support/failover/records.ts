// What was measured: a file of JSON lines, to which each failover adds one, so that a run can be continued.
import { appendFileSync, existsSync, mkdirSync, readFileSync } from "node:fs";
import { dirname } from "node:path";
import type { Node } from "../pair/pair.ts";
import type { Agent } from "./agents.ts";
import type { Row } from "./rows.ts";
import type { Target } from "./targets.ts";

/** `early`: a client that writes all the time. `late`: the first one comes after the promotion. */
export const kinds = ["early", "late"] as const;
export type Kind = (typeof kinds)[number];

export interface Client {
  readonly target: Target;
  readonly kind: Kind;
  /** Through whose port. */
  readonly node?: Node;
  /** From the moment that {@link Failover.since} means to the first row that the new primary acknowledged; null: none. */
  readonly seconds: number | null;
}

export interface Failover {
  readonly what: "failover";
  readonly agent: Agent;
  readonly row: Row;
  readonly run: number;
  readonly date: string;
  /** Of this machine, over a minute. */
  readonly load: number;
  /** Seconds from the fault until there was a writable primary, and nobody else could hold a lease. */
  readonly since: number;
  /** Seconds after which a rival was no longer waited for. */
  readonly patience: number;
  readonly clients: readonly Client[];
  /** Rows that the old primary took after the new one had taken one: two writers. */
  readonly astray: Readonly<Partial<Record<Target, number>>>;
}

/** What guard and checks cost while nothing happens. CPU in per cent of a core, memory in MiB. */
export interface Idle {
  readonly what: "idle";
  readonly agent: Agent;
  readonly node: Node;
  readonly role: "primary" | "standby";
  readonly guard: number;
  /** The guard's session with PostgreSQL. */
  readonly session: number;
  readonly haproxy: number;
  readonly memory: number;
}

/** A stop of so many seconds. */
export interface Stall {
  readonly what: "stall";
  readonly agent: Agent;
  readonly of: "database" | "agent" | "guard" | "all three";
  readonly seconds: number;
  /** Sessions held through it, and how many of them it cut. */
  readonly held: number;
  readonly cut: number;
}

export interface Machine {
  readonly what: "machine";
  readonly date: string;
  readonly cores: number;
  readonly model: string;
}

export type Result = Failover | Idle | Stall | Machine;

export class Records {
  readonly path: string;
  readonly all: Result[];

  constructor(path: string) {
    this.path = path;
    this.all = readResults(path);
  }

  add(result: Result): void {
    this.all.push(result);
    mkdirSync(dirname(this.path), { recursive: true });
    appendFileSync(this.path, `${JSON.stringify(result)}\n`);
  }

  has(fit: Readonly<Record<string, unknown>>): boolean {
    return this.all.some((result) =>
      Object.entries(fit).every(([key, value]) => result[key as keyof Result] === value),
    );
  }
}

export function readResults(path: string): Result[] {
  if (!existsSync(path)) return [];
  const lines = readFileSync(path, "utf8").trim().split("\n");
  return lines.filter((line) => line !== "").map((line) => JSON.parse(line) as Result);
}

/** All of one kind. */
export function only<What extends Result["what"]>(
  results: readonly Result[],
  what: What,
): Extract<Result, { what: What }>[] {
  return results.filter((result): result is Extract<Result, { what: What }> => result.what === what);
}
