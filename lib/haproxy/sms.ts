import { endpoint } from "../addresses.ts";
import { databaseSections, peers } from "./database.ts";
import { extended } from "./extra.ts";
import type { SmsModel } from "./model.ts";
import { aliveLines, defaultsSection, globalSection, header, statsSection } from "./parts.ts";
import { renderFile, type Section } from "./text.ts";

/** The peers' certificate is its own CA, and the only one. See assets/scripts/lib/haproxy-here.sh. */
const peersFile = "/etc/haproxy/n2acd-ha-peers.pem";
const peersTls = `ssl crt ${peersFile} ca-file ${peersFile} verify required`;

/**
 * `/etc/haproxy/haproxy.cfg` of an SMS node, the same on each: HAProxy learns which node it is from `-L NAME`.
 * Needs the userlist of `renderSecrets` beside it. Valid from HAProxy 1.8 to 3.4.
 */
export function renderSms(model: SmsModel): string {
  const sections = [
    globalSection(model, clientPorts(model)),
    defaultsSection(model, model.failover.retries, ["mode tcp", "option tcplog"]),
    ...(model.splitBrain === "keep" ? [peersSection(model)] : []),
    withAlive(statsSection(model), model),
    ...model.databases.flatMap((database) => databaseSections(model, database)),
  ];
  return renderFile(header(model.stack), extended(sections, model.extra));
}

/** The stats page answers the check of virtual addresses, because PostgreSQL's ports do not speak HTTP. */
function withAlive(stats: Section, model: SmsModel): Section {
  return { ...stats, lines: [...stats.lines, ...aliveLines(model)] };
}

function clientPorts({ databases }: SmsModel): number {
  return databases.length + databases.filter(({ readers }) => readers !== undefined).length;
}

function peersSection({ smsNodes, peersPort }: SmsModel): Section {
  return {
    heading: `peers ${peers}`,
    comment:
      "The HAProxies of the SMS nodes tell each other, and their own next worker, which primary they use.",
    // Peers are named by their addresses: a peer's name is on the command line, which no reload changes, and a node may be renamed.
    lines: [
      "# The step on the host puts these two lines in where HAProxy knows them, from 2.4 on: both sides show the stack's key.",
      ...["default-bind", "default-server"].map((line) => `#peers-tls ${line} ${peersTls}`),
      ...smsNodes.map(({ address }) => `peer ${address} ${endpoint(address, peersPort)}`),
    ],
  };
}
