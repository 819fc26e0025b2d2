import { type Certificate, readCertificate } from "../lib/certificate.ts";
import type { Problem } from "./problems.ts";
import { isMap, list, own } from "./raw.ts";

export const certificatesName = "feCertificates";

/** Those of the stack: each by itself, and beside the others. Nothing of a key is shown. */
export function certificateProblems(raw: Readonly<Record<string, unknown>>, isSecret: boolean): Problem[] {
  const given = raw[certificatesName];
  if (given === undefined) return [];
  const tls = own(raw["fe"], "tls");
  const problems: Problem[] = [
    ...(isSecret
      ? []
      : [
          {
            path: certificatesName,
            text: "the value stands in the stack file in clear; set it with pulumi config set --secret --path, and have new certificates issued for new keys if anybody could read that file",
          },
        ]),
    ...(tls === true || isMap(tls) ? [] : [{ path: certificatesName, text: "needs fe.tls; leave it out" }]),
  ];
  const first = new Map<string, string>();
  for (const [i, text] of list(given).entries()) {
    if (typeof text !== "string") continue;
    const path = `${certificatesName}[${i}]`;
    const read = readCertificate(text);
    if ("fault" in read) problems.push({ path, text: `it ${read.fault}` });
    else problems.push(...twice(path, read, first));
  }
  return problems;
}

/** HAProxy would show one of the two, and nobody would know which. With keys of different kinds it shows what a client can use. */
function twice(path: string, { names, kind }: Certificate, first: Map<string, string>): Problem[] {
  return names.flatMap((name) => {
    const taken = first.get(`${kind} ${name}`);
    if (taken === undefined) first.set(`${kind} ${name}`, path);
    return taken === undefined ? [] : [{ path, text: `it is for ${name}, and so is ${taken}` }];
  });
}
