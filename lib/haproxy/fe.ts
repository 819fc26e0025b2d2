import { isIPv6 } from "node:net";
import { duration } from "../duration.ts";
import { extended } from "./extra.ts";
import type { FeModel } from "./model.ts";
import { jarvisSection } from "./jarvis.ts";
import { aliveLines, defaultsSection, globalSection, header, statsSection } from "./parts.ts";
import { redirectRule } from "./redirect.ts";
import { renderFile, type Section } from "./text.ts";

/** As in the guide. Another SMS node may accept a request that one refused, so a retry helps, unlike with PostgreSQL. */
const retries = 2;

/** How long a client may neither send its request nor read its answer, in milliseconds. A client that waits for its answer is not affected. */
const idleClient = 60_000;

/** Prefix of lines for hosts whose Apache has the port on IPv6 as well; others keep them as comments: see assets/scripts/files/front-here.awk. */
const ipv6 = "#ipv6 ";
/** The `id` of the `bind` line for IPv6. */
const ipv6Bind = 6;

/**
 * `/etc/haproxy/haproxy.cfg` of an FE node. It is the same on each, except for what its Apache needs. Needs the userlist of `renderSecrets`
 * beside it. Valid from HAProxy 1.8 to 3.4.
 */
export function renderFe(model: FeModel): string {
  const sections = [
    requestsOfApache(globalSection(model, model.tls === undefined ? 1 : 2)),
    defaultsSection(model, retries, [
      "# In mode tcp the path would be looked at once a connection, if at all.",
      "mode http",
      "option httplog",
      "# A request that its server refuses is tried again on another one.",
      "option redispatch 1",
      "timeout http-request 10s",
      "timeout http-keep-alive 30s",
      "# What was upgraded, such as a web socket, may be silent for as long as the stack says.",
      `timeout tunnel ${duration(model.timeouts.client)}`,
    ]),
    statsSection(model),
    frontend(model),
    apache(model),
    jarvisSection(model),
  ];
  return renderFile(header(model.stack), extended(sections, model.extra));
}

function frontend(model: FeModel): Section {
  const { port, smsNodes } = model;
  return {
    heading: "frontend http-in",
    comment: "Requests that map to Jarvis go to an SMS node, everything else to this machine's Apache.",
    lines: [
      `bind *:${port}`,
      `${smsNodes.some(({ address }) => isIPv6(address)) ? "" : ipv6}bind [::]:${port} v6only id ${ipv6Bind}`,
      ...requests(model, "apache", aliveLines(model), redirectRule(model)),
    ],
  };
}

/**
 * How a frontend treats users' requests, over HTTP or HTTPS: those for Jarvis go to an SMS node, all others to the backend `others`, unless
 * one of the further `rules` decides.
 */
export function requests(
  model: FeModel,
  others: string,
  own: readonly string[],
  rules: readonly string[] = [],
): string[] {
  const { jarvis, maxConnections, timeouts } = model;
  return [
    `maxconn ${maxConnections.clients}`,
    `timeout client ${duration(Math.min(idleClient, timeouts.client))}`,
    "# As long as Apache itself waits at most.",
    "timeout http-request 40s",
    "# Apache judges what is no proper request, not HAProxy.",
    "#requests-as-they-are",
    ...own,
    `acl has_jarvis_uri path_beg ${jarvis.path}`,
    "use_backend jarvis if has_jarvis_uri",
    ...rules,
    `default_backend ${others}`,
  ];
}

/** Apache accepts header fields of 8 KB each, up to a hundred. HAProxy itself answers 400 only beyond these limits. */
function requestsOfApache(global: Section): Section {
  return { ...global, lines: [...global.lines, "tune.bufsize 131072", "tune.http.maxhdr 512"] };
}

function apache({ apachePort, smsNodes }: FeModel): Section {
  const six = smsNodes.some(({ address }) => isIPv6(address)) ? "" : ipv6;
  return {
    heading: "backend apache",
    comment:
      "The Apache of this machine, which is asked at the address that the client came to: sites may be chosen by it.",
    lines: apacheAt({ port: apachePort, six, isSix: `so_id ${ipv6Bind}`, how: "" }),
  };
}

interface ApacheAt {
  readonly port: number;
  /** Prefix of the lines for IPv6. */
  readonly six: string;
  /** The condition that a connection came in over IPv6. */
  readonly isSix: string;
  /** Options of the `server` lines, such as those for TLS. */
  readonly how: string;
}

/** The local Apache as a backend, at the address that the client connected to. */
export function apacheAt({ port, six, isSix, how }: ApacheAt): string[] {
  return [
    "# From loopback alone Apache believes who the client is; the step puts a name of the host's own in place of this one.",
    "http-request set-header X-N2acd-Client %[src]",
    "# Apache has a queue of its own, and answers everybody in it. One that is dead refuses at once.",
    "timeout connect 30s",
    "# HAProxy 2.0 to 2.3 would send a request over a connection to another of this machine's addresses.",
    "http-reuse never",
    `${six}use-server localhost6 if { ${isSix} }`,
    `${six}use-server localhost unless { ${isSix} }`,
    `server localhost 0.0.0.0:${port}${how} source 127.0.0.1`,
    `${six}server localhost6 [::]:${port}${how} source [::1]`,
  ];
}
