import type { Topology } from "./model.ts";

/** The connections in a stack as a Mermaid flowchart, which GitHub, GitLab and many editors draw. */
export function mermaid({ smsNodes, smsStack, feNodes, databases, fePorts, vips }: Topology): string {
  const sms = (i: number) => `sms${i + 1}`;
  const fe = (i: number) => `fe${i + 1}`;
  const own = vips.map((vip, i) => ({ ...vip, id: `vip${i + 1}` }));
  const inFront = own.filter((vip) => vip.for === "fe");
  const lines = [
    "flowchart TB",
    "  users([users])",
    ...own.map(({ id, name, address }) => `  ${id}(["${address}<br>${name}"])`),
    ...feNodes.map(
      (name, i) => `  ${fe(i)}["${name}<br>HAProxy ${fePorts.map((port) => `:${port}`).join(" ")}"]`,
    ),
    ...smsNodes.flatMap((name, i) => [
      `  subgraph ${sms(i)}["${name}"]`,
      `    ${sms(i)}api["Apache, Jarvis"]`,
      `    ${sms(i)}proxy["HAProxy ${databases.map(({ listenPort }) => `:${listenPort}`).join(" ")}"]`,
      ...databases.map(({ name: database, port }, d) => `    ${sms(i)}db${d + 1}[("${database} :${port}")]`),
      `    ${sms(i)}api --> ${sms(i)}proxy`,
      "  end",
    ]),
    ...(smsStack === undefined ? [] : [`  sms["the SMS nodes of ${smsStack}"]`]),
    ...own.map(({ id }) => `  users --> ${id}`),
    ...(inFront.length === 0 ? feNodes.map((_, i) => `  users --> ${fe(i)}`) : []),
    ...inFront.flatMap(({ id }) => feNodes.map((_, i) => `  ${id} -. one of .-> ${fe(i)}`)),
    ...own
      .filter((vip) => vip.for === "sms")
      .flatMap(({ id }) => smsNodes.map((_, i) => `  ${id} -. one of .-> ${sms(i)}api`)),
    ...feNodes.flatMap((_, i) => smsNodes.map((__, j) => `  ${fe(i)} --> ${sms(j)}api`)),
    ...(smsStack === undefined ? [] : feNodes.map((_, i) => `  ${fe(i)} --> sms`)),
    ...smsNodes.flatMap((_, i) =>
      smsNodes.flatMap((__, j) =>
        databases.map((___, d) => `  ${sms(i)}proxy -. primary? .-> ${sms(j)}db${d + 1}`),
      ),
    ),
  ];
  return lines.join("\n");
}
