import { type Certificate, readCertificate } from "../lib/certificate.ts";
import type { Problem } from "./problems.ts";
import { isMap, list, own } from "./raw.ts";

/** Certificates of all front ends, as a list, and of single front ends, as lists by the node's name. */
export const certificateNames = ["feCertificates", "feNodeCertificates"] as const;
const [ofAll, ofEach] = certificateNames;

type Raw = Readonly<Record<string, unknown>>;

/** Checks the stack's certificates, each by itself and against the others of its node. The messages show nothing of a private key. */
export function certificateProblems(raw: Raw, stored: ReadonlySet<string>): Problem[] {
  const tls = own(raw["fe"], "tls");
  const given = certificateNames.filter((name) => raw[name] !== undefined);
  const byNode = isMap(raw[ofEach]) ? Object.entries(raw[ofEach]) : [];
  const common = new Map<string, string>();
  return [
    ...given
      .filter((name) => !stored.has(name))
      .map((path) => ({
        path,
        text: "the value stands in the stack file in clear; set it with pulumi config set --secret --path, and have new certificates issued for new keys if anybody could read that file",
      })),
    ...(tls === true || isMap(tls)
      ? []
      : given.map((path) => ({ path, text: "needs fe.tls; leave it out" }))),
    ...each(ofAll, raw[ofAll], common),
    ...strangers(
      raw,
      byNode.map(([node]) => node),
    ),
    ...byNode.flatMap(([node, texts]) => each(`${ofEach}["${node}"]`, texts, new Map(common))),
  ];
}

function each(where: string, texts: unknown, first: Map<string, string>): Problem[] {
  return list(texts).flatMap((text, i) => {
    if (typeof text !== "string") return [];
    const path = `${where}[${i}]`;
    const read = readCertificate(text);
    return "fault" in read ? [{ path, text: `it ${read.fault}` }] : twice(path, read, first);
  });
}

function strangers(raw: Raw, names: readonly string[]): Problem[] {
  const known = list(raw["feNodes"]).map((node) => own(node, "name"));
  return names
    .filter((name) => !known.includes(name))
    .map((name) => ({ path: ofEach, text: `there is no front end ${name} in feNodes` }));
}

/**
 * Of two certificates for one name, HAProxy would present one, and it would be unclear which. If their kinds of key differ, it presents the
 * one that a client can use.
 */
function twice(path: string, { names, kind }: Certificate, first: Map<string, string>): Problem[] {
  return names.flatMap((name) => {
    const taken = first.get(`${kind} ${name}`);
    if (taken === undefined) first.set(`${kind} ${name}`, path);
    return taken === undefined ? [] : [{ path, text: `it is for ${name}, and so is ${taken}` }];
  });
}
