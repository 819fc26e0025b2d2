import type { Level } from "../outcome.ts";
import type { Answer, Said } from "./answer.ts";
import type { Looked } from "./look.ts";
import { outsideMatrix } from "./matrix.ts";

/** One host in the output of `--json`. */
export interface HostReport {
  readonly name: string;
  readonly kind: "sms" | "fe";
  readonly address: string;
  /** critical: up would stop there. degraded: it would warn. unknown: not all could be found out. */
  readonly level: Level;
  readonly facts: Answer["facts"];
  readonly problems: Answer["problems"];
  readonly warnings: readonly Said[];
  readonly notes: readonly Said[];
  readonly changes: readonly Said[];
  readonly unknowns: readonly Said[];
}

/** What `up` would meet on the hosts of a stack. A field may be added within a version. */
export interface Report {
  readonly version: 1;
  readonly stack: string;
  readonly at: string;
  readonly level: Level;
  readonly headline: string;
  readonly hosts: readonly HostReport[];
}

export function reportOf(stack: string, looked: readonly Looked[], at: Date): Report {
  const hosts = looked.map(hostReport);
  const level =
    hosts.length === 0
      ? "unknown"
      : hosts.reduce<Level>(
          (worst, host) => (rank.indexOf(host.level) > rank.indexOf(worst) ? host.level : worst),
          "ok",
        );
  return { version: 1, stack, at: at.toISOString(), level, headline: headline(level, hosts), hosts };
}

function hostReport({ host, answer }: Looked): HostReport {
  const { facts, problems, notes, changes, unknowns } = answer;
  const warnings = [...answer.warnings, ...outsideMatrix(answer)];
  const level =
    problems.length > 0
      ? "critical"
      : unknowns.length > 0
        ? "unknown"
        : warnings.length > 0
          ? "degraded"
          : "ok";
  const { name, role: kind, address } = host;
  return { name, kind, address, level, facts, problems, warnings, notes, changes, unknowns };
}

/** The worst comes last: a problem that is certain is worse than what is not known. */
const rank: readonly Level[] = ["ok", "degraded", "unknown", "critical"];

function headline(level: Level, hosts: readonly HostReport[]): string {
  if (hosts.length === 0) return "The stack has no host";
  const bad = hosts.filter((host) => host.level === level).length;
  const on = `${bad} of ${hosts.length === 1 ? "one host" : `${hosts.length} hosts`}`;
  if (level === "critical") return `up would stop on ${on}`;
  if (level === "unknown") return `Not all could be found out on ${on}`;
  if (level === "degraded") return `up would go through, with warnings on ${on}`;
  return `Nothing stands in the way of up, on ${hosts.length === 1 ? "one host" : `${hosts.length} hosts`}`;
}
