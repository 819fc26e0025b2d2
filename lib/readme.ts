import { seconds } from "./duration.ts";
import type { WorstCases } from "./guard.ts";
import { mermaid } from "./topology/mermaid.ts";
import type { Topology } from "./topology/model.ts";
import { inWords } from "./worstCases.ts";

/** What the stack's readme is made from. */
export interface ReadmeFacts {
  readonly stack: string;
  /** `ADDRESS:PORT` by database and node. */
  readonly endpoints: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** The same for readers; empty if no database has readers. */
  readonly readEndpoints: Readonly<Record<string, Readonly<Record<string, string>>>>;
  readonly fe: Readonly<Record<string, string>>;
  readonly stats: Readonly<Record<string, string>>;
  /** What has to be configured in Jarvis, by node; empty if the stack does that itself. */
  readonly jarvis: Readonly<Record<string, string>>;
  readonly topology: Topology;
  readonly profile: string;
  readonly bounds: WorstCases;
}

/** The stack's readme in Markdown, for a person who opens the stack for the first time. */
export function readmeOf({
  stack,
  endpoints,
  readEndpoints,
  fe,
  stats,
  jarvis,
  topology,
  profile,
  bounds,
}: ReadmeFacts): string {
  return [
    `# n2acd-ha, stack ${stack}`,
    "",
    "```mermaid",
    mermaid(topology),
    "```",
    "",
    ...(topology.smsStack === undefined
      ? [
          "The PostgreSQL primary answers, whichever node it is on, at each of:",
          ...Object.entries(endpoints).flatMap(([name, nodes]) => list(nodes, `${name}, through `)),
          "",
        ]
      : []),
    ...(Object.keys(readEndpoints).length === 0
      ? []
      : [
          "For clients that only read, standbys answer in turn, and the primary while there is none:",
          ...Object.entries(readEndpoints).flatMap(([name, nodes]) => list(nodes, `${name}, through `)),
          "",
        ]),
    ...(topology.vips.length === 0
      ? []
      : [
          "Virtual addresses, each of them on one node at a time:",
          ...topology.vips.map(
            ({ name, address, for: kind }) =>
              `- ${name}: \`${address}\`, of the ${kind === "fe" ? "front ends" : "SMS nodes"}`,
          ),
          "",
        ]),
    ...(Object.keys(fe).length === 0 ? [] : ["Front ends:", ...list(fe), ""]),
    "HAProxy's view (the user is `statsUser`, the password the secret output `statsPassword`):",
    ...list(stats),
    "",
    ...(Object.keys(jarvis).length === 0
      ? []
      : ["Jarvis was not touched. Its database connection has to become:", ...list(jarvis), ""]),
    `Failover profile ${profile}. ${inWords(bounds)} A silence of up to ${seconds(bounds.toleratedSilence)} cuts no session.`,
    "",
  ].join("\n");
}

function list(entries: Readonly<Record<string, string>>, prefix = ""): string[] {
  return Object.entries(entries).map(([name, value]) => `- ${prefix}${name}: \`${value}\``);
}
