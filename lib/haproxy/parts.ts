import { isIPv6 } from "node:net";
import { bracket, isLiteral } from "../addresses.ts";
import { duration } from "../duration.ts";
import type { Failover } from "../failover.ts";
import { ciphers, versions } from "./intermediate.ts";
import type { Common, Page, Server } from "./model.ts";
import type { Section } from "./text.ts";

/** The userlist that {@link statsSection} uses. It is in a file of its own, because `haproxy.cfg` holds no secret. */
export const statsUserlist = "n2acd_stats";

/** The unit's drop-in maintains this file: filled for a reload, empty otherwise, and never missing, because HAProxy would warn about that. */
const serverStateFile = "/var/lib/haproxy/n2acd-ha.state";

/** A path for which SELinux's policy has a type for HAProxy's sockets. See `HAPROXY_SOCKETS` in assets/scripts/lib/haproxy.sh. */
const adminSocket = "/run/haproxy.sock-admin";

/** The path at which HAProxy itself answers 200, without a line in the log. */
export const aliveUri = "/n2acd-ha-alive";

/** Connections of the stats page, which is for people. */
const statsConnections = 50;
/** Connections of the stats page, of Prometheus, and of sections that an operator adds. */
const otherConnections = 150;

/** The head of the file: what manages it, and where an operator's own sections belong. */
export function header(stack: string): string[] {
  return [
    `Managed by n2acd-ha, stack ${stack}. Changes made here are lost: change the stack and run pulumi up.`,
    "Sections of your own go into another file in /etc/haproxy/conf.d/, which HAProxy reads as well.",
  ];
}

/** `ports` is the number of ports for clients. Each has a limit of its own, and the process has room for all of them. */
export function globalSection({ maxConnections, hardStopAfter }: Common, ports: number): Section {
  return {
    heading: "global",
    lines: [
      "log /dev/log local0",
      "chroot /var/lib/haproxy",
      "user haproxy",
      "group haproxy",
      "# Room for the limits of all sections: whoever fills one port takes nothing from another.",
      `maxconn ${ports * maxConnections.clients + otherConnections}`,
      `stats socket ${adminSocket} mode 600 level admin expose-fd listeners`,
      "# What a worker knows of its servers when it is replaced: the next one would take each for up at first.",
      `server-state-file ${serverStateFile}`,
      "# A worker that a reload replaced may finish its sessions. It checks no server any more: watch.sh does that for it.",
      `hard-stop-after ${duration(hardStopAfter)}`,
    ],
  };
}

export function defaultsSection(
  { timeouts, failover }: Common,
  retries: number,
  mode: readonly string[],
): Section {
  return {
    heading: "defaults",
    lines: [
      "log global",
      ...mode,
      "option dontlognull",
      `retries ${retries}`,
      "load-server-state-from-file global",
      `timeout client ${duration(timeouts.client)}`,
      `timeout connect ${duration(failover.connectTimeout)}`,
      "timeout queue 4s",
      `timeout server ${duration(timeouts.server)}`,
      `timeout check ${duration(failover.checkTimeout)}`,
    ],
  };
}

export function statsSection(common: Common): Section {
  return {
    heading: "listen stats",
    comment: "The current routing and availability of all connections.",
    lines: [
      "mode http",
      "option httplog",
      ...pageBinds("stats", common.stats, common),
      `maxconn ${statsConnections}`,
      "timeout client 10s",
      "timeout http-request 5s",
      "timeout http-keep-alive 5s",
      "stats enable",
      "stats uri /",
      "stats refresh 10s",
      "stats hide-version",
      `stats http-request auth realm n2acd-ha unless { http_auth(${statsUserlist}) }`,
    ],
  };
}

/** The lines for the check of virtual addresses; none unless `alive` is set. */
export function aliveLines({ alive = false }: Pick<Common, "alive">): string[] {
  return alive ? ["# Asked by the check of this node's virtual addresses.", `monitor-uri ${aliveUri}`] : [];
}

/** `bind` lines of one of HAProxy's own pages. `name` is its key in the configuration. Throws an Error if `bind` is `node` without an address. */
export function pageBinds(
  name: string,
  { bind, port, tls }: Page,
  { smsNodes, address }: Pick<Common, "smsNodes" | "address">,
): string[] {
  const where = bind === "node" ? address : bind;
  if (where === undefined) throw new Error(`${name}.bind is node, but the node's own address is not given`);
  const how = tls === undefined ? "" : ` ssl crt ${tls.certificateFile} ${versions} ${ciphers}`;
  return binds(where, port, smsNodes).map((line) => line + how);
}

/** The scheme of a page's URL: `http` or `https`. */
export function pageScheme({ tls }: Page): string {
  return tls === undefined ? "http" : "https";
}

/** The address at which the node itself reaches such a page. */
export function pageOnNode(
  { bind, port, tls }: Page,
  address: string,
): { tls: boolean; address: string; port: number } {
  const at = bind === "*" ? "127.0.0.1" : bind;
  return { tls: tls !== undefined, address: at === "node" ? address : at, port };
}

/** `bind` lines for one port. `*` is all of IPv4, and all of IPv6 as well where a node has such an address. */
export function binds(address: string, port: number, nodes: readonly Server[]): string[] {
  const both = address === "*" && nodes.some((node) => isIPv6(node.address));
  return [`bind ${bracket(address)}:${port}`, ...(both ? [`bind [::]:${port} v6only`] : [])];
}

/** The line that says how every server of a section is checked. */
export function defaultServer(settings: Failover): string {
  const { inter, fastinter, downinter, fall, rise, hurryOnError } = settings;
  return [
    `default-server inter ${duration(inter)}`,
    ...(fastinter === inter ? [] : [`fastinter ${duration(fastinter)}`]),
    ...(downinter === inter ? [] : [`downinter ${duration(downinter)}`]),
    `fall ${fall} rise ${rise}`,
    ...(hurryOnError ? ["observe layer4 error-limit 1 on-error fastinter"] : []),
    "on-marked-down shutdown-sessions",
  ].join(" ");
}

/**
 * A `server` line. The step on the host replaces a name with its address (assets/scripts/lib/haproxy-here.sh). HAProxy itself resolves no
 * name, and a server whose name was never resolved is out of use.
 */
export function server(
  { name, address, drained }: Server,
  port: number,
  maxconn: number,
  check: string,
): string {
  const resolve = isLiteral(address) ? "" : " init-addr none";
  return `server ${name} ${bracket(address)}:${port} maxconn ${maxconn}${resolve} ${check}${drained === true ? " disabled" : ""}`;
}
