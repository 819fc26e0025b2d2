import type { Database, Finding, Node } from "../../schema.ts";
import { writersOf } from "../database.ts";
import { type About, finding, names, span } from "./finding.ts";
import { instanceFindings } from "./instances.ts";

/** What is wrong with a database, and with the connections to it. */
export function databaseFindings(database: Database, nodes: readonly Node[]): Finding[] {
  const { name, instances } = database;
  const primaries = instances.filter(({ role }) => role === "primary");
  const used = writersOf(name, nodes);
  const proxies = nodes.filter(({ haproxy }) =>
    haproxy?.servers.some(({ section }) => section === `Postgres-${name}`),
  );
  const about = (
    severity: Finding["severity"],
    kind: string,
    which: readonly string[],
    text: string,
    todo?: string,
  ): Finding =>
    finding(severity, kind, which, `${name}: ${text}`, {
      database: name,
      ...(todo === undefined ? {} : { todo }),
    });

  const writers: Finding[] = [];
  if (primaries.length > 1) {
    const who = primaries.map(({ node, timeline }) => `${node} (timeline ${timeline ?? "unknown"})`);
    writers.push(
      about(
        "critical",
        "two-primaries",
        primaries.map(({ node }) => node),
        `${primaries.length === 2 ? "two" : primaries.length} primaries: ${names(who)}${inUse(database)}`,
        "Find out which is right, stop the other one, make it a standby: docs/on-call.md, Two primaries",
      ),
    );
  }
  if (proxies.length === 0 && primaries.length === 0) {
    writers.push(about("unknown", "not-known", [], "no HAProxy could be asked, and no primary was found"));
  } else if (proxies.length === 0 && nodes.some(({ kind, haproxy }) => kind === "sms" && haproxy !== null)) {
    writers.push(
      about(
        "critical",
        "not-offered",
        [],
        "no HAProxy offers this database: its configuration is an older one, or another one",
        "Run pulumi up, and see what its last run said",
      ),
    );
  } else if (used.length === 0)
    writers.push(
      noPrimary(
        database,
        proxies.map(({ name: proxy }) => proxy),
        about,
      ),
    );
  else
    writers.push(
      ...disagreement(database, proxies, used, about).filter(
        ({ kind }) => kind !== "several-up" || primaries.length < 2,
      ),
    );
  return [
    ...writers,
    ...instances.flatMap((instance) => instanceFindings(instance, database, about)),
    ...clients(database, nodes, used.length > 0, about),
  ];
}

function inUse({ primary }: Database): string {
  return primary === null ? "" : `; clients are sent to ${primary}`;
}

function noPrimary({ instances }: Database, proxies: readonly string[], about: About): Finding {
  const promoted = instances.find(({ role }) => role === "primary");
  if (promoted !== undefined) {
    const since = promoted.promoted === null ? "" : ` for ${span(promoted.promoted)}`;
    const agent =
      promoted.agent === null
        ? ""
        : `; its agent says ${promoted.agent.says || (promoted.agent.code ?? "nothing")}`;
    return about(
      "critical",
      "failover",
      [promoted.node],
      `failover in progress: ${promoted.node} is the primary${since}, and no HAProxy sends clients there yet${agent}`,
      "If this lasts longer than pulumi stack output failover says: see the agent, and why HAProxy has it down",
    );
  }
  const standbys = instances.filter(({ role }) => role === "standby").map(({ node }) => node);
  const down = instances.filter(({ role }) => role === "down").map(({ node }) => node);
  const unknown = instances.filter(({ role }) => role === "unknown").map(({ node }) => node);
  const lost = [
    ...(down.length === 0 ? [] : [`; PostgreSQL on ${names(down)} does not answer`]),
    ...(unknown.length === 0 ? [] : [`; ${names(unknown)} cannot be read`]),
  ].join("");
  return standbys.length > 0
    ? about(
        "critical",
        "failover",
        proxies,
        `failover in progress: no primary${lost}; ${names(standbys)} could be promoted. Nobody can write`,
        "If your failover manager does not promote it: docs/on-call.md, Nobody can write",
      )
    : about(
        "critical",
        "no-primary",
        proxies,
        `no primary${lost}. Nobody can write`,
        "docs/on-call.md, Nobody can write",
      );
}

function disagreement(
  { name }: Database,
  proxies: readonly Node[],
  used: readonly { readonly proxy: string; readonly server: string }[],
  about: About,
): Finding[] {
  const views = proxies.map(({ name: proxy }) => {
    const servers = used.filter((each) => each.proxy === proxy).map(({ server }) => server);
    return { proxy, says: servers.sort().join(" and ") || "nobody" };
  });
  const groups = [...Map.groupBy(views, ({ says }) => says)];
  const told = groups.map(
    ([says, who]) =>
      `${names(who.map(({ proxy }) => proxy))} ${who.length === 1 ? "sends" : "send"} to ${says}`,
  );
  const all = views.map(({ proxy }) => proxy);
  if (groups.length > 1) {
    return [
      about(
        "critical",
        "proxies-disagree",
        all,
        `the HAProxies disagree: ${told.join("; ")}`,
        "For a moment of a failover this is normal. If it lasts, see the reasons below, and check the network between those nodes",
      ),
    ];
  }
  return views[0]?.says.includes(" and ") === true
    ? [
        about(
          "critical",
          "several-up",
          all,
          `every HAProxy has ${views[0].says} up: connections stay with the one in use, or both are refused (splitBrain)`,
          `Stop the wrong one of Postgres-${name}: docs/on-call.md, Two primaries`,
        ),
      ]
    : [];
}

/** Failures of clients that connected through each HAProxy. There is no finding while no server is up, because they are expected then. */
function clients({ name }: Database, nodes: readonly Node[], anyUp: boolean, about: About): Finding[] {
  if (!anyUp) return [];
  return nodes.flatMap(({ name: node, clients: all }) =>
    all
      .filter(({ section }) => section === `Postgres-${name}`)
      .flatMap(({ role, reaches, trouble }) => {
        if (trouble !== null)
          return [
            about(
              "critical",
              "client-refused",
              [node],
              `a client of HAProxy on ${node} gets no connection: ${trouble}`,
              "docs/on-call.md, Nobody can write",
            ),
          ];
        return role === "standby"
          ? [
              about(
                "critical",
                "client-misled",
                [node],
                `a client of HAProxy on ${node} reaches ${reaches ?? "something"}, a standby`,
                "That agent says primary for a standby: docs/on-call.md, The HAProxies disagree",
              ),
            ]
          : [];
      }),
  );
}
