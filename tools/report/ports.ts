import { smsDefaults } from "../../components/settings.ts";
import { agent } from "../../steps/agent.ts";
import type { Arguments, ArgumentsRead } from "../../steps/arguments.ts";
import { database } from "../../steps/database.ts";
import type { StepDefinition } from "../../steps/definition.ts";
import { firewall } from "../../steps/firewall.ts";
import { guard } from "../../steps/guard.ts";
import { haproxy } from "../../steps/haproxy.ts";
import { metrics } from "../../steps/metrics.ts";
import { tls } from "../../steps/tls.ts";
import { web } from "../../steps/web.ts";
import { grouped, names, type OnNode } from "./grouped.ts";
import { list, plain, table } from "./markdown.ts";
import type { Nodes } from "./nodes.ts";
import { type HostStep, read, type Told } from "./steps.ts";

interface Rule {
  readonly change: "opens" | "closes";
  readonly port: string;
  /** An address, or everybody. */
  readonly whom: string;
}

/** The ports that the firewall opens and closes, and for which addresses. Removed nodes are left out, because they are undone as a whole. */
export function ports(steps: readonly HostStep[], nodes: Nodes): string[] {
  const rules = steps
    .filter(({ step, op }) => step === firewall.name && op !== "same" && op !== "delete")
    .flatMap(({ node, before, after }): OnNode<Rule>[] => {
      const [old, now] = [openingsOf(before), openingsOf(after)];
      return [
        ...without(now, old).map((opened) => ({ node, what: { change: "opens" as const, ...opened } })),
        ...without(old, now).map((closed) => ({ node, what: { change: "closes" as const, ...closed } })),
      ];
    });
  const uses = usesOf(steps);
  // Merges rules for the same nodes: first all addresses that may reach a port, then all ports that the same addresses may reach.
  const byPort = merged(grouped(rules, nodes), ({ nodes: on, what: { change, port } }) => [change, port, on]);
  const rows = merged(byPort, (rows) => [
    rows[0]?.what.change,
    rows.map(({ what }) => what.whom),
    rows[0]?.nodes,
  ]);
  if (rows.length === 0) return [];
  return table(
    ["", "port", "for", "on"],
    rows.map((groups) => {
      const [first] = groups[0] ?? [];
      const open = groups.map(([rule]) => rule?.what.port ?? "");
      return [
        first?.what.change ?? "",
        list(open.map((port) => (uses.has(port) ? `${port} (${uses.get(port) ?? ""})` : port))),
        list((groups[0] ?? []).map(({ what }) => whom(what.whom, nodes))),
        names(first?.nodes ?? []),
      ];
    }),
  );
}

function merged<T>(all: readonly T[], key: (each: T) => unknown): T[][] {
  return [...Map.groupBy(all, (each) => JSON.stringify(key(each))).values()];
}

type Opening = Omit<Rule, "change">;

function openingsOf(told: Told | undefined): Opening[] {
  const { open = [], allow = [] } = read(firewall, told) ?? {};
  return [
    ...open.map((port) => ({ port: String(port), whom: "everybody" })),
    ...allow.map(({ port, address }) => ({ port: String(port), whom: address })),
  ];
}

function without(all: readonly Opening[], others: readonly Opening[]): Opening[] {
  return all.filter((one) => !others.some(({ port, whom }) => port === one.port && whom === one.whom));
}

function whom(address: string, { nameOf }: Nodes): string {
  const name = nameOf.get(address);
  if (address === "everybody") return address;
  return name === undefined ? plain(address) : `${plain(name)} (${plain(address)})`;
}

/** What listens on each port, according to the arguments of the other steps. */
function usesOf(steps: readonly HostStep[]): Map<string, string> {
  const all = <A extends Arguments>(definition: StepDefinition<A>): ArgumentsRead<A>[] =>
    steps
      .filter(({ step }) => step === definition.name)
      .flatMap(({ before, after }) => [read(definition, before), read(definition, after)])
      .filter((told) => told !== undefined);
  const used = (port: number | undefined, use: string): [string, string][] =>
    port === undefined ? [] : [[String(port), use]];
  const sections = all(haproxy).flatMap(({ listen, readers }) => [...listen, ...readers]);
  return new Map([
    ...used(smsDefaults.peersPort, "HAProxy's peers"),
    ...used(443, "Apache's TLS"),
    ...all(tls).flatMap(({ listen, apache }) => [
      ...used(listen, "HTTPS"),
      ...used(apache, "Apache itself, HTTPS"),
    ]),
    ...sections.flatMap(({ name, port }) => used(port, plain(name))),
    ...all(database).flatMap((told) => told.database.flatMap(({ port }) => used(port, "PostgreSQL"))),
    ...all(guard).flatMap(({ port }) => used(port, "guards")),
    ...all(agent).flatMap(({ check }) => check.flatMap(({ checkPort }) => used(checkPort, "agent"))),
    ...[...all(haproxy), ...all(web)].flatMap(({ stats }) => used(stats?.port, "stats page")),
    ...all(metrics).flatMap(({ at }) => used(at?.port, "figures for Prometheus")),
    ...used(80, "HTTP"),
    ...used(all(web)[0]?.apache ?? 81, "Apache itself"),
  ]);
}
