import { duration } from "../duration.ts";
import { agentInter } from "../guard.ts";
import type { Database, SmsModel } from "./model.ts";
import { binds, defaultServer, server } from "./parts.ts";
import type { Section } from "./text.ts";

/** The name of the `peers` section of the SMS nodes' HAProxies. */
export const peers = "sms";
/**
 * How long the server in use is remembered after the last new connection, in milliseconds. If that never expired, a quiet cluster would
 * send its first client after a failover to an old primary that has returned as a primary.
 */
const memory = 10_000;
/** How long a client waits for the second primary to go down before the client is refused, in milliseconds. */
const patience = 500;

/** The section for connections to the primary, and the section for readers if the database has readers. */
export function databaseSections(model: SmsModel, database: Database): Section[] {
  return [writersSection(model, database), ...readersSection(model, database)];
}

function writersSection(model: SmsModel, database: Database): Section {
  const name = `Postgres-${database.name}`;
  return {
    heading: `listen ${name}`,
    comment: `PostgreSQL ${database.name}: connections to ${database.listenPort} go to the node whose agent says it is the primary.`,
    lines: [
      ...binds("*", database.listenPort, model.smsNodes),
      `maxconn ${model.maxConnections.clients}`,
      "# The agent answers 200 on the primary and 503 on a standby.",
      ...check(model, model.check?.path ?? "/"),
      ...oneWriter(model, name),
      ...servers(model, database, true),
    ],
  };
}

/**
 * A standby that falls too far behind, or is promoted, is down here and its sessions are cut, so that no client reads data older than
 * agreed. Without a standby, the section of the writers takes the connection, with all of its safeguards.
 */
function readersSection(model: SmsModel, database: Database): Section[] {
  const { name, readers } = database;
  if (readers === undefined) return [];
  const writers = `Postgres-${name}`;
  const heading = `${writers}-read`;
  return [
    {
      heading: `listen ${heading}`,
      comment: `Readers of PostgreSQL ${name}: connections to ${readers.listenPort} go to the standbys in turn, and to the primary while there is none.`,
      lines: [
        ...binds("*", readers.listenPort, model.smsNodes),
        `maxconn ${model.maxConnections.clients}`,
        `use_backend ${writers} if { nbsrv(${heading}) eq 0 }`,
        ...check(model, readers.checkPath),
        "balance leastconn",
        ...servers(model, database),
      ],
    },
  ];
}

/** How HAProxy asks the agents. */
function check(model: SmsModel, path: string): string[] {
  return [`option httpchk ${model.check?.method ?? "OPTIONS"} ${path}`, "http-check expect status 200"];
}

/** Applies only to the connection of a check. Connections to PostgreSQL stay as the client makes them. */
function overTls({ check }: SmsModel): string {
  if (check?.tls === undefined) return "";
  const { caFile, serverName } = check.tls;
  return ` check-ssl verify required ca-file ${caFile}${serverName === undefined ? "" : ` verifyhost ${serverName}`}`;
}

/** `guarded` is true for a section of writers. */
function servers(model: SmsModel, { name, port, checkPort }: Database, guarded = false): string[] {
  const { failover, guardedFailover = failover, smsNodes, maxConnections, guardPort } = model;
  const how = `check port ${checkPort}${overTls(model)}`;
  const each = smsNodes.map((node) => {
    const guard = guarded && guardPort !== undefined ? ` ${guardCheck(node.name, name, guardPort)}` : "";
    return server(node, port, maxConnections.server, how + guard);
  });
  return [
    defaultServer(guarded ? guardedFailover : failover),
    "# On the host, where PostgreSQL takes fewer from all HAProxies together, the step puts that limit in place of this one.",
    ...each,
  ];
}

/**
 * The agent check beside the health check: this node's guard reports at once when a server is superseded, see assets/guard/agent_check.py.
 * A guard that does not run changes nothing.
 */
export function guardCheck(node: string, database: string, port: number): string {
  return `agent-check agent-addr 127.0.0.1 agent-port ${port} agent-inter ${agentInter}ms agent-send "${node} ${database}\\n"`;
}

/**
 * Clients that may not be sent to any server wait before they are refused: at a switchover the two primaries overlap, and right after a start no
 * server has been checked. In both modes HAProxy leaves a server that refuses connections only once it is down: until then, another server
 * may be a second primary.
 */
export function oneWriter(
  { splitBrain, failover }: Pick<SmsModel, "splitBrain" | "failover">,
  name: string,
): string[] {
  const keep = splitBrain === "keep";
  return [
    ...(keep
      ? [
          "# One writer or none: with two primaries stay with the one in use; with none in use lately refuse both.",
          `stick-table type integer size 10k expire ${duration(memory)} peers ${peers}`,
          "stick on int(1)",
        ]
      : ["# One writer or none: while two servers answer as primary, no new connection goes to either."]),
    `tcp-request inspect-delay ${duration(patience)}`,
    `tcp-request content accept if { nbsrv(${name}) le 1 }`,
    ...(keep ? [`tcp-request content accept if { int(1),in_table(${name}) }`] : []),
    "tcp-request content reject if WAIT_END",
    "# A client whose server refuses it goes to no other one before that server is down.",
    `option redispatch ${failover.retries + 1}`,
  ];
}
