import { isLiteral } from "../addresses.ts";
import type { FeModel, JarvisTls, Server } from "./model.ts";
import { defaultServer, server } from "./parts.ts";
import type { Section } from "./text.ts";

/** The backend of a front end that sends calls of Jarvis to the SMS nodes. */
export function jarvisSection({ jarvis, smsNodes, failover, maxConnections }: FeModel): Section {
  const { port, checkPath, tls } = jarvis;
  return {
    heading: "backend jarvis",
    comment: "The Jarvis APIs behind the Apache of the SMS nodes; only nodes that answer 200 are used.",
    lines: [
      "option forwardfor",
      "# A body, or the first 128 KB of it, is here within this time before it takes one of a server's connections.",
      "option http-buffer-request",
      "timeout http-request 1m",
      ...(tls === undefined ? [] : byName(tls.serverName ?? smsNodes[0]?.address ?? "")),
      `option httpchk ${checkPath === undefined ? "OPTIONS /" : `GET ${checkPath}`}`,
      "http-check expect status 200",
      defaultServer(failover),
      ...smsNodes.map((node) =>
        server(
          node,
          tls?.port ?? port,
          maxConnections.server,
          `check${tls === undefined ? "" : overTls(node, tls)}`,
        ),
      ),
    ],
  };
}

/** Over TLS, Apache refuses requests that name no host, such as a check, or a request from an old client. */
function byName(host: string): string[] {
  return [
    `http-request set-header Host ${host} unless { hdr_len(host) gt 0 }`,
    "# The step on the host puts this into the check, in the way that its HAProxy knows.",
    `#check-host ${host}`,
  ];
}

/** A check uses TLS wherever requests do, but sends a server name only if one is configured for it. */
function overTls({ address }: Server, { caFile, serverName = address }: JarvisTls): string {
  return ` ssl ssl-min-ver TLSv1.2 verify required ca-file ${caFile} verifyhost ${serverName} sni str(${serverName}) check-sni ${serverName}`;
}

/** The nodes whose certificates could not be compared with a name: HAProxy compares names only, not addresses. */
export function withoutName<N extends { readonly address?: string | undefined }>(
  nodes: readonly N[],
  tls: Partial<JarvisTls> | undefined,
): N[] {
  if (tls === undefined || tls.serverName !== undefined) return [];
  return nodes.filter(({ address }) => address !== undefined && isLiteral(address));
}
