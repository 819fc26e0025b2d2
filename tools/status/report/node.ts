import type { ServerRow } from "../../../lib/haproxy/stats.ts";
import type { Answer } from "../answer.ts";
import type { Looked } from "../look.ts";
import type { Question } from "../question.ts";
import { certificateUses, type HaProxy, type Node, type Server, type Service } from "../schema.ts";
import { guardOf } from "./guard.ts";
import { pathsFrom } from "./paths.ts";
import { isHeld, stateOf, whyOf } from "./why.ts";

export function nodeOf({ question, answer, trouble }: Looked, all: readonly Question[]): Node {
  const { node, kind, address } = question;
  const none = {
    os: null,
    uptime: null,
    services: [],
    haproxy: null,
    guard: null,
    clients: [],
    requests: [],
    certificates: [],
    paths: [],
  };
  const rest =
    answer === undefined
      ? { ...none, versions: { haproxy: null, postgresql: null } }
      : whatItSaid(question, answer, all);
  return {
    name: node,
    kind,
    address,
    trouble: trouble ?? null,
    drained: all.some(({ drained }) => drained.includes(node)),
    ...rest,
  };
}

function whatItSaid(
  question: Question,
  answer: Answer,
  all: readonly Question[],
): Omit<Node, "name" | "kind" | "address" | "trouble" | "drained"> {
  const versions = [...answer.databases.values()].flatMap((told) => told.get("version") ?? []);
  return {
    os: answer.os ?? null,
    uptime: answer.uptime ?? null,
    versions: {
      haproxy: answer.haproxyVersion ?? null,
      postgresql: [...new Set(versions)].join(", ") || null,
    },
    services: servicesOf(question, answer),
    haproxy: haproxyOf(question, answer),
    guard: guardOf(answer.guard),
    clients: answer.clients.map(({ section, role, address, trouble }) => ({
      section,
      reaches: address === "" ? null : (all.find((other) => other.address === address)?.node ?? address),
      role: role === "t" ? "standby" : role === "f" ? "primary" : null,
      trouble: trouble === "" ? null : trouble,
    })),
    requests: answer.requests.map(({ what, code }) => ({
      what: what === "jarvis" ? "jarvis" : "apache",
      code: code === 0 ? null : code,
      passes: ![0, 502, 503, 504].includes(code),
    })),
    certificates: certificatesOf(answer),
    paths: pathsFrom(question, answer),
  };
}

/** One certificate for each name, the one that expires first: a name may have several at different addresses. */
function certificatesOf({ certificates }: Answer): Node["certificates"] {
  const sorted = certificates.toSorted((a, b) => a.days - b.days);
  const first = Map.groupBy(sorted, ({ use, name }) => `${use} ${name}`);
  return [...first.values()].flatMap(([certificate]) => {
    const use = certificateUses.find((each) => each === certificate?.use);
    if (certificate === undefined || use === undefined) return [];
    // The step assigns a name that ends in `.invalid` to a site without one.
    const { name, issuer } = certificate;
    return [
      {
        ...certificate,
        use,
        name: name.endsWith(".invalid") ? null : name,
        issuer: issuer === "" ? null : issuer,
      },
    ];
  });
}

/** The services that have to run here, whether they exist or not, and others of their kind that the host has. */
function servicesOf({ services }: Question, answer: Answer): Service[] {
  const found = answer.services.filter(({ load }) => load !== "not-found");
  const missing = services.filter((name) => !found.some((each) => each.name === name));
  return [
    ...found.map(({ name, active, enabled, since }) => ({
      name,
      state: active,
      enabled: enabled.startsWith("enabled") || enabled === "static" || enabled === "indirect",
      since,
    })),
    ...missing.map((name) => ({ name, state: "missing", enabled: false, since: 0 })),
  ];
}

function haproxyOf({ config }: Question, answer: Answer): HaProxy | null {
  if (answer.haproxy === undefined) return null;
  return {
    ...answer.haproxy,
    config:
      answer.config === undefined || config === undefined
        ? "unknown"
        : answer.config.file !== config
          ? "changed"
          : answer.config.onDisk !== answer.config.loaded
            ? "not loaded"
            : "applied",
    servers: answer.servers
      .filter(({ server }) => server !== "BACKEND")
      .filter(checked)
      .map(serverOf),
    queues: queuesOf(answer.servers),
    replaced: answer.replaced.map(({ pid, running, sessions }) => ({
      pid,
      running,
      sessions: sessions ?? null,
    })),
  };
}

/** Clients wait for a section, or for the one server of it that they belong to. */
function queuesOf(rows: readonly ServerRow[]): HaProxy["queues"] {
  return [...Map.groupBy(rows, ({ proxy }) => proxy)]
    .map(([section, all]) => ({
      section,
      waiting: all.reduce((sum, { waiting }) => sum + waiting, 0),
      refused: all.find(({ server }) => server === "BACKEND")?.refused ?? 0,
    }))
    .filter(({ waiting, refused }) => waiting + refused > 0);
}

/** Servers such as the local Apache are not checked, so nothing is known of them. */
function checked(row: ServerRow): boolean {
  return row.status !== "no check" || isHeld(row);
}

function serverOf(row: ServerRow): Server {
  return {
    section: row.proxy,
    server: row.server,
    state: stateOf(row),
    status: row.status,
    check: row.check,
    why: whyOf(row),
    sessions: row.sessions,
    limit: row.limit ?? null,
    changed: row.changed ?? null,
  };
}
