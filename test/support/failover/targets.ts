// Where clients connect to: n2acd-ha and its rivals, all on the same hosts at the same time.
import { profiles } from "../../../lib/failover.ts";
import { defaultServer } from "../../../lib/haproxy/parts.ts";
import { oneWriter } from "../../../lib/haproxy/database.ts";

/** HAProxies that stand in for those of others. */
export const rivals = ["alone", "pigsty", "guide"] as const;
export type Rival = (typeof rivals)[number];

export const targets = ["guarded", ...rivals, "libpq"] as const;
export type Target = (typeof targets)[number];

/** In how many failovers of each kind the others take part. */
export const rivalRuns = 5;

export const titles: Readonly<Record<Target, string>> = {
  guarded: "with guards",
  alone: "without guards",
  pigsty: "Pigsty's fastest",
  guide: "guide, Patroni",
  libpq: "libpq alone",
};

/** On each host; libpq goes to PostgreSQL itself. */
export const ports: Readonly<Record<Target, number>> = {
  guarded: 15432,
  alone: 15501,
  pigsty: 15502,
  guide: 15503,
  libpq: 5432,
};

export const socketOf = (rival: string): string => `/run/bench-${rival}.sock`;

interface Settings {
  readonly retries: number;
  readonly connect: string;
  readonly check: string;
  readonly lines: readonly string[];
}

const { fast } = profiles;

const settings: Readonly<Record<Rival, Settings>> = {
  // The peers, which tell a new worker after a reload what the one before it knew, have no part in a failover.
  alone: {
    retries: fast.retries,
    connect: `${fast.connectTimeout}ms`,
    check: `${fast.checkTimeout}ms`,
    lines: [
      ...oneWriter({ splitBrain: "keep", failover: fast }, "alone").map((line) =>
        line.replace(" peers sms", ""),
      ),
      defaultServer(fast),
    ],
  },
  // roles/haproxy/templates/haproxy.cfg.j2, roles/pgsql/templates/service.cfg and `pg_rto_plan: fast` of pgsty/pigsty.
  pigsty: {
    retries: 3,
    connect: "3s",
    check: "3s",
    lines: [
      "balance roundrobin",
      "default-server inter 1s fastinter 500ms downinter 1s rise 3 fall 3 on-marked-down shutdown-sessions slowstart 30s maxqueue 128",
    ],
  },
  // The vendor's guide, and haproxy.cfg of patroni/patroni: the two differ in ports and paths only.
  guide: {
    retries: 2,
    connect: "4s",
    check: "5s",
    lines: ["default-server inter 3s fall 3 rise 2 on-marked-down shutdown-sessions"],
  },
};

/** A whole configuration. `check` is how the agents are asked. */
export function configuration(
  rival: Rival,
  servers: Readonly<Record<string, string>>,
  check: { readonly port: number; readonly path: string },
): string {
  const { retries, connect, check: patience, lines } = settings[rival];
  return `global
  maxconn 1000
  stats socket ${socketOf(rival)} mode 600 level admin
defaults
  mode tcp
  retries ${retries}
  timeout client 30m
  timeout server 30m
  timeout queue 4s
  timeout connect ${connect}
  timeout check ${patience}
listen ${rival}
  bind *:${ports[rival]}
  option httpchk OPTIONS ${check.path}
  http-check expect status 200
${lines.map((line) => `  ${line}\n`).join("")}${Object.entries(servers)
    .map(([name, address]) => `  server ${name} ${address}:5432 maxconn 100 check port ${check.port}\n`)
    .join("")}`;
}
