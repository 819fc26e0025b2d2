import type { Looked } from "../look.ts";
import type { Finding, Level, Status } from "../schema.ts";
import { databaseOf } from "./database.ts";
import { databaseFindings } from "./findings/databases.ts";
import { certificateFindings } from "./findings/certificates.ts";
import { frontFindings } from "./findings/fronts.ts";
import { guardFindings } from "./findings/guards.ts";
import { hostFindings } from "./findings/hosts.ts";
import { pathFindings } from "./findings/paths.ts";
import { vipFindings } from "./findings/vips.ts";
import { nodeOf } from "./node.ts";
import { vipsOf } from "./vip.ts";

/** Judges everything that is known of a stack. */
export function statusOf(stack: string, unsorted: readonly Looked[], at: Date): Status {
  const looked = [...unsorted].sort(byNode);
  const questions = looked.map(({ question }) => question);
  const nodes = looked.map((each) => nodeOf(each, questions));
  const names = new Set(questions.flatMap(({ databases }) => databases.map(({ name }) => name)));
  const databases = [...names].map((name) => databaseOf(name, looked, nodes));
  const vips = vipsOf(looked);
  const guarded = questions.flatMap(({ node, guard }) => (guard === undefined ? [] : [node]));
  const ofHosts = nodes.flatMap((node, i) =>
    hostFindings(node, questions[i]?.services ?? [], looked[i]?.answer?.troubles ?? []),
  );
  const lost = ofHosts.filter(({ kind }) => kind === "host-unreachable");
  const findings = [
    // Unreachable hosts come first, because they explain what follows.
    ...lost,
    ...databases.flatMap((database) => databaseFindings(database, nodes)),
    ...vips.flatMap(vipFindings),
    ...frontFindings(nodes),
    ...certificateFindings(nodes),
    ...guardFindings(nodes, guarded),
    ...pathFindings(databases, nodes),
    ...ofHosts.filter((each) => !lost.includes(each)),
  ].sort((a, b) => rank.indexOf(a.severity) - rank.indexOf(b.severity));
  const level = levelOf(nodes.length === 0 || nodes.every(({ trouble }) => trouble !== null), findings);
  return {
    version: 1,
    stack,
    at: at.toISOString(),
    level,
    headline: headline(level, findings, nodes.length),
    findings,
    databases,
    vips,
    nodes,
  };
}

/** SMS nodes first, and sms-2 before sms-10. */
function byNode({ question: a }: Looked, { question: b }: Looked): number {
  return a.kind === b.kind
    ? a.node.localeCompare(b.node, "en", { numeric: true })
    : a.kind === "sms"
      ? -1
      : 1;
}

const rank: readonly Finding["severity"][] = ["critical", "unknown", "degraded", "note"];

function levelOf(nothingRead: boolean, findings: readonly Finding[]): Level {
  if (nothingRead) return "unknown";
  const [worst] = findings;
  return worst === undefined || worst.severity === "note" ? "ok" : worst.severity;
}

function headline(level: Level, findings: readonly Finding[], hosts: number): string {
  if (level === "ok") return "All is well";
  if (
    level === "unknown" &&
    findings.every(({ kind }) => kind === "host-unreachable" || kind === "not-known")
  )
    return hosts === 0 ? "The stack has no host" : "No host could be read";
  const [worst] = findings;
  return sentence(worst?.text ?? "");
}

/** The text without the remark after the semicolon. */
function sentence(text: string): string {
  return text.split("; ")[0] ?? text;
}
