import type { Finding, Node } from "../../schema.ts";
import { certificateName } from "../../show/words.ts";
import { finding, names } from "./finding.ts";

/** As `up` warns: programs that renew certificates have done so by then. */
const few = 14;

type Use = Node["certificates"][number]["use"];

/** What happens once it has ended, and what to do. */
const about: Readonly<Record<Use, readonly [then: string, todo: string]>> = {
  https: ["browsers refuse it", "Renew it, and bring it to HAProxy by up: docs/https.md says how"],
  page: [
    "programs that read the page refuse it",
    "Renew it in that file, and run systemctl reload haproxy on the node",
  ],
  jarvis: [
    "front ends send that node no calls of Jarvis",
    "Renew it where that node's Apache has it, and reload Apache",
  ],
  "jarvis-ca": [
    "front ends send no node calls of Jarvis",
    "Put the new CA into that file beside the former one, and bring it to HAProxy by up: docs/https.md says how",
  ],
};

/** Certificates that have ended, or soon will have: a finding for each, whichever nodes show it or ask for it. */
export function certificateFindings(nodes: readonly Node[]): Finding[] {
  const ending = nodes.flatMap(({ name, certificates }) =>
    certificates.filter(({ days }) => days < few).map((certificate) => ({ node: name, certificate })),
  );
  const same = Map.groupBy(ending, ({ certificate: { use, name, ends } }) => `${use} ${name ?? ""} ${ends}`);
  return [...same.values()].flatMap((all) => {
    const [first] = all;
    if (first === undefined) return [];
    const { use, days, ends } = first.certificate;
    const nodes = all.map(({ node }) => node);
    const which = `${names(nodes)}: ${certificateName(first.certificate)}`;
    const [then, todo] = about[use];
    return [
      days < 0
        ? finding("critical", "certificate-ended", nodes, `${which} ended on ${ends}: ${then}`, { todo })
        : finding("degraded", "certificate-ends", nodes, `${which} ends on ${ends}, in ${days} days`, {
            todo,
          }),
    ];
  });
}
