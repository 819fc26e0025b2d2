import { duration } from "../duration.ts";
import { extended } from "./extra.ts";
import type { FeModel } from "./model.ts";
import {
  binds,
  defaultServer,
  defaultsSection,
  globalSection,
  header,
  server,
  statsSection,
} from "./parts.ts";
import { renderFile, type Section } from "./text.ts";

/** The guide's. Another SMS node may take a request that one refused, so trying again helps, unlike with PostgreSQL. */
const retries = 2;

/** A client that neither sends its request nor takes its answer. One that waits for its answer is not meant. */
const idleClient = 60_000;

/**
 * `/etc/haproxy/haproxy.cfg` of an FE node, the same on each. Needs the userlist of `renderSecrets` beside it. Valid
 * from HAProxy 1.8 to 3.2.
 */
export function renderFe(model: FeModel): string {
  const sections = [
    globalSection(model, 1),
    defaultsSection(model, retries, [
      "# In mode tcp the path would be looked at once a connection, if at all.",
      "mode http",
      "option httplog",
      "option forwardfor",
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
    jarvis(model),
  ];
  return renderFile(header(model.stack), extended(sections, model.extra));
}

function frontend({ port, jarvis, smsNodes, maxConnections, timeouts }: FeModel): Section {
  return {
    heading: "frontend http-in",
    comment: "Requests that map to Jarvis go to an SMS node, everything else to this machine's Apache.",
    lines: [
      ...binds("*", port, smsNodes),
      `maxconn ${maxConnections.clients}`,
      `timeout client ${duration(Math.min(idleClient, timeouts.client))}`,
      "# A body, or the first 16 KB of it, is here within `timeout http-request` before it takes one of a server's connections.",
      "option http-buffer-request",
      `acl has_jarvis_uri path_beg ${jarvis.path}`,
      "use_backend jarvis if has_jarvis_uri",
      "default_backend apache",
    ],
  };
}

function apache({ port, apachePort, maxConnections }: FeModel): Section {
  const outside = port === 80 ? "" : `:${port}`;
  return {
    heading: "backend apache",
    comment: "The Apache of this machine.",
    lines: [
      "# Apache's redirects name its own port, which users cannot reach.",
      `http-response replace-header Location ^(http://[^/]*):${apachePort}(/.*)?$ \\1${outside}\\2`,
      `server localhost 127.0.0.1:${apachePort} maxconn ${maxConnections.server}`,
    ],
  };
}

function jarvis({ jarvis: { port, checkPath }, smsNodes, failover, maxConnections }: FeModel): Section {
  return {
    heading: "backend jarvis",
    comment: "The Jarvis APIs behind the Apache of the SMS nodes; only nodes that answer 200 are used.",
    lines: [
      `option httpchk ${checkPath === undefined ? "OPTIONS /" : `GET ${checkPath}`}`,
      "http-check expect status 200",
      defaultServer(failover),
      ...smsNodes.map((node) => server(node, port, maxConnections.server, "check")),
    ],
  };
}
