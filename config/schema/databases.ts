import { z } from "zod";
import {
  address,
  checkUrl,
  databaseName,
  file,
  integer,
  keysText,
  map,
  port,
  roleName,
  serviceName,
  size,
} from "../fields.ts";

/** One PostgreSQL instance. */
export const database = map({
  name: databaseName.meta({
    description: "the name of the database; HAProxy's section is called `listen Postgres-NAME`",
    guide: "`ACD`",
  }),
  port: port
    .default(5432)
    .meta({ description: "PostgreSQL's port, the same on every SMS node", guide: "same" }),
  listenPort: port.optional().meta({
    description: "HAProxy's port for connections to the primary",
    guide: "`15432`",
    unset: "`port` + 10000",
  }),
  checkPort: port.optional().meta({
    description: "the port on which the agent answers HAProxy's checks",
    guide: "`25432`",
    unset: "`agent.port`, or `port` + 20000",
  }),
  readListenPort: port
    .optional()
    .describe(
      "HAProxy's port for clients that only read. It uses the standbys in turn, and the primary while there is no standby. Needs the agent `bundled`, or `agent.readPath`",
    ),
  readMaxLag: size
    .optional()
    .describe(
      "a standby that is further behind than this, such as `16MB`, gets no readers, and its present readers are disconnected; for the agent `bundled`",
    ),
});

/** Another program's endpoint that answers 200 only on the primary. Patroni's is `{ port: 8008, path: /primary }`. */
export const endpoint = map({
  port: port.meta({
    description: "the endpoint's port, for example Patroni's 8008",
    unset: "required in the map",
  }),
  method: z
    .enum(["OPTIONS", "GET", "HEAD"], { error: '"OPTIONS", "GET" or "HEAD"' })
    .default("OPTIONS")
    .meta({ description: "`OPTIONS`, `GET` or `HEAD`", guide: "same" }),
  path: checkUrl.default("/").meta({
    description: "the path that answers 200 on the primary alone, for example `/primary`",
    guide: "same",
  }),
  readPath: checkUrl
    .optional()
    .describe(
      "the path that answers 200 on a standby that is fit for readers, for example Patroni's `/replica?lag=16MB`",
    ),
  tls: map({
    caFile: file.describe(
      "a file with the CA that has signed the endpoint's certificate. It has to be on every SMS node, and `up` does not put it there",
    ),
    serverName: address
      .optional()
      .describe(
        "the name that the certificate has to be for (HAProxy's `verifyhost`); without it any name is accepted",
      ),
  })
    .optional()
    .describe("HAProxy's checks ask the endpoint over TLS, as Patroni's REST API may require"),
});

export const healthCheck = map({
  user: roleName.default("health_check_user").meta({
    description: "the PostgreSQL role that the agent logs in as; `n2pg-aux` knows no other name",
    guide: "same",
  }),
  passwordGeneration: integer(1, 1_000_000).default(1).meta({
    description:
      "increase it to get a new password, and a new key with which the agents `bundled` sign what they tell each other",
    guide: "fixed text",
  }),
});

/** PostgreSQL, and the agent that tells HAProxy which node is the primary. */
export const databases = {
  databases: z
    .array(database, { error: "a list of databases" })
    .min(1, { error: "one database or more" })
    .prefault([{ name: "ACD" }])
    .meta({
      description:
        "one entry for each PostgreSQL instance; each gets its own HAProxy listen and its own check",
      guide: "same",
      unset: "one, `ACD`",
    }),
  healthCheck: healthCheck.prefault({}),
  agent: z
    .union([z.enum(["n2pg-aux", "bundled"]), endpoint], {
      error: `"n2pg-aux", "bundled" or a map with the keys ${keysText(endpoint)}`,
    })
    .default("n2pg-aux")
    .meta({
      description:
        "what answers HAProxy's checks: `n2pg-aux`, the vendor's agent; `bundled`, the agent of this project (`assets/agent/README.md`); or a map that describes another program's endpoint, which the program does not touch",
      guide: "same",
    }),
  agentService: serviceName
    .default("pgsqlchk")
    .meta({ description: "the systemd service of `n2pg-aux`", guide: "same" }),
  agentConfigFile: file
    .default("/etc/psqlchk/config.json")
    .meta({ description: "the configuration file of `n2pg-aux`", guide: "same" }),
};
