import { z } from "zod";
import {
  address,
  bind,
  file,
  hostKey,
  integer,
  loginName,
  map,
  port,
  time,
  yesOrNo,
  zoneName,
} from "../fields.ts";

/** The setting `tls` of one of HAProxy's own pages. */
function pageTls(description: string) {
  return map({ certificateFile: file.describe(description) }).optional();
}

const bindText = "`*`, `node` (the node's own address), `127.0.0.1` or `::1`";

export const stats = map({
  port: port.default(7000).meta({ description: "HAProxy's stats page", guide: "same" }),
  bind: bind.default("*").meta({ description: bindText, guide: "same" }),
  tls: pageTls(
    "a file with certificate, chain and private key in PEM. It has to be on every node; `up` does not copy it there",
  ).meta({
    description: "the page is served [over TLS](https.md#haproxys-own-pages)",
    guide: "none",
  }),
  user: loginName.default("admin").meta({ description: "the user of the stats page", guide: "none" }),
  passwordGeneration: integer(1, 1_000_000)
    .default(1)
    .meta({ description: "increase it to get a new password", guide: "none" }),
});

export const metrics = map({
  port: port.default(8405).describe("the port that answers at `/metrics`, without a password"),
  bind: bind.default("node").describe(bindText),
  tls: pageTls("as for `stats.tls`; it may be the same file").describe(
    "the metrics are served [over TLS](https.md#haproxys-own-pages); those of the bundled agent stay on plain HTTP",
  ),
  from: z
    .array(address, { error: "a list of addresses of Prometheus servers" })
    .default([])
    .describe("addresses of the Prometheus servers. The firewalls admit them, to the bundled agents as well"),
});

/** HAProxy's own pages, the keys that may read a node's status, the firewall, and limits for connections and times. */
export const limits = {
  stats: stats.prefault({}),
  metrics: metrics.optional().meta({
    description:
      "HAProxy's own metrics for [Prometheus](monitoring.md). HAProxy has to include the exporter, as it usually does from 2.4 on. `{}` switches them on",
    guide: "none",
  }),
  statusKeys: z.array(hostKey, { error: "a list of public keys" }).default([]).meta({
    description:
      "public keys that may run `make status` and `make rehearsal`, and nothing else: [how](operations/watching.md#without-root-and-without-the-passphrase)",
    guide: "none",
  }),
  firewall: map({
    zone: zoneName.optional().meta({
      description:
        "the firewalld zone of the clients, in which ports are opened to everybody. A rule for one node goes into the zone that handles its packets",
      guide: "`public`",
      unset: "the default zone",
    }),
    exposeApache: yesOrNo.default(false).meta({
      description: "`true` opens Apache's own port, 81 or `fe.apachePort`, on the FE nodes",
      guide: "`true`",
    }),
    exposeApacheTls: yesOrNo.default(false).meta({
      description: "`true` opens the port of Apache's HTTPS, 444 or `fe.tls.apachePort`, on the FE nodes",
      guide: "`true`",
    }),
  }).prefault({}),
  hardStopAfter: time("1s", "7d").prefault("30m").meta({
    description:
      "how long the sessions of before a reload may go on; see [decision 7](decisions/0007-old-sessions-survive-a-reload-watched.md)",
    guide: "none",
  }),
  maxConnections: map({
    sms: integer(10, 1_000_000).default(1000).meta({
      description:
        "how many connections each client port of an SMS node takes: the port of each database, and its port for readers",
      guide: "same",
    }),
    fe: integer(10, 1_000_000).default(1024).meta({
      description: "how many connections each port of HAProxy for users takes on an FE node",
      guide: "same",
    }),
    server: integer(1, 1_000_000).default(100).meta({
      description:
        "how many connections one port of one HAProxy passes to one PostgreSQL or Jarvis at most. A front end's own Apache has no such limit, since it has its own queue. Where PostgreSQL takes fewer connections from all of them together, the step `haproxy` [lowers the limit on the host](decisions/0031-limits-that-postgresql-can-keep.md), and `ready` says to what",
      guide: "same",
    }),
  }).prefault({}),
  timeouts: map({
    client: time("1s", "1d").prefault("30m").meta({
      description:
        "after how long an idle client is disconnected; on FE nodes, the client of an idle connection that was upgraded, such as a WebSocket",
      guide: "same",
    }),
    server: time("1s", "1d").prefault("30m").meta({
      description: "after how long the connection to an idle server is closed",
      guide: "same",
    }),
  }).prefault({}),
};
