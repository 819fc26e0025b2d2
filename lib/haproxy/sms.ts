import { endpoint } from "../addresses.ts";
import type { Database, SmsModel } from "./model.ts";
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

const peers = "sms";

/**
 * `/etc/haproxy/haproxy.cfg` of an SMS node, the same on each: HAProxy learns which node it is from `-L NAME`.
 * Needs the userlist of `renderSecrets` beside it. Valid from HAProxy 1.8 to 3.2.
 */
export function renderSms(model: SmsModel): string {
  return renderFile(header(model.stack), [
    globalSection(model),
    defaultsSection(model, ["mode tcp", "option tcplog"]),
    peersSection(model),
    statsSection(model),
    ...model.databases.map((database) => databaseSection(model, database)),
  ]);
}

function peersSection({ smsNodes, peersPort }: SmsModel): Section {
  return {
    heading: `peers ${peers}`,
    comment:
      "The HAProxies of the SMS nodes tell each other, and their own next worker, which primary they use.",
    lines: smsNodes.map(({ name, address }) => `peer ${name} ${endpoint(address, peersPort)}`),
  };
}

function databaseSection(model: SmsModel, database: Database): Section {
  const name = `Postgres-${database.name}`;
  return {
    heading: `listen ${name}`,
    comment: `PostgreSQL ${database.name}: connections to ${database.listenPort} go to the node whose agent says it is the primary.`,
    lines: [
      ...binds("*", database.listenPort, model.smsNodes),
      "# The agent answers 200 on the primary and 503 on a standby.",
      `option httpchk ${model.check?.method ?? "OPTIONS"} ${model.check?.path ?? "/"}`,
      "http-check expect status 200",
      "# One writer or none: with two primaries stay with the one in use; with none in use refuse both.",
      `stick-table type integer size 10k peers ${peers}`,
      "stick on int(1)",
      `tcp-request connection reject if { nbsrv(${name}) gt 1 } !{ int(1),in_table(${name}) }`,
      defaultServer(model.failover),
      ...model.smsNodes.map((node) =>
        server(node, database.port, model.maxConnections.server, `check port ${database.checkPort}`),
      ),
    ],
  };
}
