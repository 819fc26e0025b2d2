import type { Finding, Node } from "../../schema.ts";
import { finding, names } from "./finding.ts";

/** As `up` warns: programs that renew certificates have done so by then. */
const few = 14;

/** Certificates of HTTPS that have ended, or soon will have: a finding for each, whichever front ends show it. */
export function certificateFindings(nodes: readonly Node[]): Finding[] {
  const ending = nodes.flatMap(({ name, certificate }) =>
    certificate === null || certificate.days >= few ? [] : [{ node: name, certificate }],
  );
  const same = Map.groupBy(ending, ({ certificate }) => `${certificate.name ?? ""} ${certificate.ends}`);
  return [...same.values()].flatMap((all) => {
    const [first] = all;
    if (first === undefined) return [];
    const { name, days, ends } = first.certificate;
    const nodes = all.map(({ node }) => node);
    const which = `${names(nodes)}: the certificate ${name === null ? "of the first site" : `for ${name}`}`;
    const todo = "Renew it, and bring it to HAProxy by up: docs/https.md says how";
    return [
      days < 0
        ? finding("critical", "certificate-ended", nodes, `${which} ended on ${ends}: browsers refuse it`, {
            todo,
          })
        : finding("degraded", "certificate-ends", nodes, `${which} ends on ${ends}, in ${days} days`, {
            todo,
          }),
    ];
  });
}
