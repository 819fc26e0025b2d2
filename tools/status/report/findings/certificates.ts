import type { Finding, Node } from "../../schema.ts";
import { certificateName } from "../../show/words.ts";
import { finding, names } from "./finding.ts";

/** Days, as in the warning of `up`: programs that renew certificates have done so by then. */
const few = 14;

type Certificate = Node["certificates"][number];

/** What happens once a certificate has expired, and what to do. */
const about: Readonly<Record<Certificate["use"], readonly [then: string, todo: string]>> = {
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

/** Certificates that have expired, expire soon or lack their chain: one finding for each, whichever nodes present or check it. */
export function certificateFindings(nodes: readonly Node[]): Finding[] {
  return [
    ...each(nodes, ({ days }) => days < few, ends),
    ...each(nodes, ({ issuer }) => issuer !== null, lacksIssuer),
  ];
}

function each(
  nodes: readonly Node[],
  wanted: (certificate: Certificate) => boolean,
  said: (certificate: Certificate, nodes: readonly string[], which: string) => Finding,
): Finding[] {
  const found = nodes.flatMap(({ name, certificates }) =>
    certificates.filter(wanted).map((certificate) => ({ node: name, certificate })),
  );
  const same = Map.groupBy(found, ({ certificate: { use, name, ends } }) => `${use} ${name ?? ""} ${ends}`);
  return [...same.values()].flatMap((all) => {
    const [first] = all;
    if (first === undefined) return [];
    const on = all.map(({ node }) => node);
    return [said(first.certificate, on, `${names(on)}: ${certificateName(first.certificate)}`)];
  });
}

function ends({ use, days, ends: when }: Certificate, nodes: readonly string[], which: string): Finding {
  const [then, todo] = about[use];
  return days < 0
    ? finding("critical", "certificate-ended", nodes, `${which} ended on ${when}: ${then}`, { todo })
    : finding("degraded", "certificate-ends", nodes, `${which} ends on ${when}, in ${days} days`, { todo });
}

function lacksIssuer({ issuer }: Certificate, nodes: readonly string[], which: string): Finding {
  const text = `${which} comes without that of its issuer, ${issuer ?? ""}: clients that do not know it refuse`;
  return finding("note", "certificate-incomplete", nodes, text, {
    todo: "Put the intermediate certificate behind it, or a root of your own into the nodes' stores: docs/https.md says how",
  });
}
