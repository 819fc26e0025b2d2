import { z } from "zod";

// The shape of `--json`, and the source of docs/status.schema.json. A field may be added within a version;
// removing a field, or changing its meaning, makes the next version.

const name = z.string();
const seconds = z.number().nonnegative();
const count = z.int().nonnegative();

/** What HAProxy uses a certificate for. */
export const certificateUses = ["https", "page", "jarvis", "jarvis-ca"] as const;

/** `note` does not change the level of the status; the others are the levels of Nagios plugins. */
export const Severity = z.enum(["note", "degraded", "critical", "unknown"]);
export const Level = z.enum(["ok", "degraded", "critical", "unknown"]);

export const Finding = z.object({
  severity: Severity,
  kind: z.string().describe("Such as two-primaries: one word for one kind of finding, which stays the same"),
  nodes: z.array(name).describe("The nodes that it is about, or that say so"),
  database: name.nullable(),
  text: z.string(),
  todo: z.string().nullable().describe("What to do, for a person"),
});

export const Server = z.object({
  section: name.describe("The listen or backend of HAProxy's: Postgres-NAME, Postgres-NAME-read, jarvis"),
  server: name.describe("The node that it sends to"),
  state: z.enum(["up", "down", "out", "unchecked"]).describe("out: taken out of service by the stack"),
  status: z.string().describe("As HAProxy says it, such as UP 1/3"),
  check: z.string().describe("What the last health check found, such as L7OK/200"),
  why: z.string().describe("The same in words"),
  sessions: count,
  limit: count.nullable(),
  changed: seconds.nullable().describe("Seconds since it went up or down"),
});

export const HaProxy = z.object({
  running: seconds.describe("Seconds since this worker has started"),
  sessions: count,
  limit: count,
  config: z
    .enum(["applied", "changed", "not loaded", "unknown"])
    .describe("changed: not as the stack applied it last; not loaded: HAProxy runs an older one"),
  servers: z.array(Server),
  queues: z
    .array(
      z.object({
        section: name,
        waiting: count.describe("Clients that wait for a connection, and are refused after 4 s"),
        refused: count.describe("Clients that got none, since this worker has started"),
      }),
    )
    .describe("Sections whose clients wait for a server, or were refused"),
  replaced: z
    .array(z.object({ pid: count, running: seconds, sessions: count.nullable() }))
    .describe("Workers that a reload has replaced, and that still have sessions"),
});

export const Guard = z.object({
  own: z
    .array(
      z.object({
        database: name,
        role: z.string().describe("What it takes its PostgreSQL for"),
        timeline: count,
        lease: z
          .enum(["serving", "unproven", "coming", "waiting", "yielding"])
          .describe(
            "Of a primary: in use, not yet known to be alone, promoted a moment ago, promoted and not yet alone, kept out",
          ),
        why: z.string().nullable().describe("Why a primary is not in use"),
        since: seconds.describe("Seconds since that began"),
      }),
    )
    .describe("Its own PostgreSQL"),
  hears: z
    .array(z.object({ node: name, seconds: seconds.nullable() }))
    .describe("Seconds since another node's guard was heard; null: never"),
  down: z
    .array(
      z.object({
        server: name,
        database: name,
        why: z.string(),
        since: seconds
          .nullable()
          .describe(
            "Seconds since the guard began to say so; null: a guard of an older version does not tell",
          ),
      }),
    )
    .describe("Servers that it has its HAProxy take for down, such as one that is superseded"),
});

export const Service = z.object({
  name,
  state: z.string().describe("systemd's ActiveState, or missing"),
  enabled: z.boolean().describe("It starts at boot"),
  since: seconds.describe("Seconds since that state began"),
});

export const Path = z.object({
  kind: z.enum(["agent", "postgresql", "jarvis"]),
  section: name.describe("The section of HAProxy's that needs it"),
  to: name.describe("The node at its end"),
  address: z.string(),
  port: count,
  login: z.string().nullable().describe("The role that logs in there; null: a check is asked"),
  code: count
    .nullable()
    .describe("What the check of an agent or of Jarvis is answered there; null: no answer"),
  says: z.string().describe("The words of that answer"),
  role: z
    .enum(["primary", "standby"])
    .nullable()
    .describe("What the PostgreSQL is that a login reaches; null: no login, or none was tried"),
  trouble: z.string().nullable().describe("Why it is cut; null: it works"),
});

export const Node = z.object({
  name,
  kind: z.enum(["sms", "fe"]),
  address: z.string(),
  trouble: z.string().nullable().describe("Why it could not be read; then the rest is empty"),
  drained: z.boolean().describe("The stack's configuration takes it out of service"),
  os: z.string().nullable(),
  uptime: seconds.nullable(),
  versions: z.object({ haproxy: z.string().nullable(), postgresql: z.string().nullable() }),
  services: z.array(Service),
  haproxy: HaProxy.nullable().describe("null: it does not answer"),
  guard: Guard.nullable().describe("null: there is none, or it does not answer"),
  clients: z
    .array(
      z.object({
        section: name,
        reaches: name.nullable().describe("The node, or an address that no node has"),
        role: z.enum(["primary", "standby"]).nullable(),
        trouble: z.string().nullable(),
      }),
    )
    .describe("What a client that connects to the HAProxy of this node reaches; tried"),
  requests: z
    .array(z.object({ what: z.enum(["jarvis", "apache"]), code: count.nullable(), passes: z.boolean() }))
    .describe("What a request to this front end is answered; tried. code null: no answer"),
  certificates: z
    .array(
      z.object({
        use: z
          .enum(certificateUses)
          .describe(
            "https: for users; page: on HAProxy's own pages; jarvis: of an SMS node, for calls of Jarvis; jarvis-ca: the CA that HAProxy checks those with",
          ),
        name: name
          .nullable()
          .describe(
            "https: the first of its names, null: for who asks for a name that no site has; jarvis: the node; the others: the file",
          ),
        days: z.int().describe("Days that are left; below zero: it has ended"),
        ends: z.string().describe("Such as 2026-12-24"),
        issuer: name
          .nullable()
          .describe("https: whose certificate should come along; null: it does, or the node knows it"),
      }),
    )
    .describe(
      "Certificates that this HAProxy or, for calls of Jarvis, an SMS node presents, and the CA that those are checked with; the one that ends first comes first",
    ),
  paths: z
    .array(Path)
    .describe(
      "Every path from here that a failover will need, tried: none of a server that is out of service",
    ),
});

export const Instance = z.object({
  node: name,
  role: z
    .enum(["primary", "standby", "down", "unknown"])
    .describe("down: it does not answer; unknown: not asked"),
  trouble: z.string().nullable(),
  agent: z
    .object({ code: count.nullable(), says: z.string() })
    .nullable()
    .describe("What its health agent answers; null: not asked"),
  hba: z
    .object({
      file: z.string().describe("The pg_hba.conf that it reads"),
      block: z.boolean().describe("The lines of the step database are in it"),
      lines: z.boolean().describe("Lines for the role of the health checks are in it, whoever wrote them"),
      loaded: z.boolean().describe("PostgreSQL has read it since it was changed"),
      owner: z
        .string()
        .nullable()
        .describe("The program that writes it anew, such as Patroni, as the file says"),
    })
    .nullable()
    .describe("null: not known"),
  timeline: count.nullable(),
  system: z
    .string()
    .nullable()
    .describe("PostgreSQL's identifier of the cluster: the same on all that replicate"),
  streaming: z.boolean().nullable().describe("A standby's: it is connected to its primary"),
  lagBytes: count.nullable().describe("A standby's: WAL that it has not replayed yet"),
  lagSeconds: seconds.nullable(),
  standbys: count.nullable().describe("A primary's: how many stream from it"),
  readOnly: z.boolean().nullable(),
  promoted: seconds
    .nullable()
    .describe("A primary's: seconds since it began its timeline; null on the first"),
  running: seconds.nullable(),
  sessions: count.nullable(),
  limit: count.nullable(),
});

export const Database = z.object({
  name,
  primary: name.nullable().describe("The node that clients are sent to, as all HAProxies see it"),
  timeline: count.nullable(),
  lastFailover: seconds
    .nullable()
    .describe(
      "Seconds since the primary was promoted, from PostgreSQL's timeline; null: never, or not known",
    ),
  inUse: seconds.nullable().describe("Seconds since the last HAProxy has begun to send clients to it"),
  instances: z.array(Instance),
});

export const Vip = z.object({
  name,
  for: z.enum(["sms", "fe"]).describe("The kind of nodes that have it in turn"),
  address: z.string(),
  port: count.describe("A port that users come to there"),
  holder: name.nullable().describe("The node that has it; null: none, several, or not known"),
  since: seconds
    .nullable()
    .describe("Seconds since the holder took it, or since the last one lost it; null: not known"),
  moves: count.describe("How often a node took it in the last 10 minutes"),
  nodes: z.array(
    z.object({
      node: name,
      state: z
        .enum(["has it", "ready", "not serving", "stopped", "unknown"])
        .describe(
          "not serving: it could not take the address; stopped: keepalived does not run; unknown: not read",
        ),
      since: seconds.nullable().describe("Seconds since keepalived came into that state; null: not known"),
      answers: z
        .boolean()
        .nullable()
        .describe("Somebody answers at the address, from there; null: not tried"),
    }),
  ),
});

export const Status = z
  .object({
    version: z.literal(1),
    stack: name,
    at: z.iso.datetime(),
    level: Level,
    headline: z.string(),
    findings: z.array(Finding),
    databases: z.array(Database),
    vips: z.array(Vip).describe("The virtual addresses"),
    nodes: z.array(Node),
  })
  .meta({ title: "The status of a stack of n2acd-ha" });

export type Finding = z.output<typeof Finding>;
export type Server = z.output<typeof Server>;
export type HaProxy = z.output<typeof HaProxy>;
export type Service = z.output<typeof Service>;
export type Guard = z.output<typeof Guard>;
export type Path = z.output<typeof Path>;
export type Node = z.output<typeof Node>;
export type Instance = z.output<typeof Instance>;
export type Database = z.output<typeof Database>;
export type Vip = z.output<typeof Vip>;
export type Status = z.output<typeof Status>;
export type Level = z.output<typeof Level>;
