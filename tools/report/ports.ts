import { grouped, names, type OnNode } from "./grouped.ts";
import { list, plain, table } from "./markdown.ts";
import type { Nodes } from "./nodes.ts";
import { type HostStep, type Told, valueOf, valuesOf } from "./steps.ts";

interface Rule {
  readonly change: "opens" | "closes";
  readonly port: string;
  /** An address, or everybody. */
  readonly whom: string;
}

/** The ports that the firewall opens and closes, and for whom. Nodes that go are undone as a whole, and not in it. */
export function ports(steps: readonly HostStep[], nodes: Nodes): string[] {
  const rules = steps
    .filter(({ step, op }) => step === "firewall" && op !== "same" && op !== "delete")
    .flatMap(({ node, before, after }): OnNode<Rule>[] => {
      const [old, now] = [rulesOf(before), rulesOf(after)];
      return [
        ...now.filter((rule) => !old.includes(rule)).map((rule) => toRule(node, "opens", rule)),
        ...old.filter((rule) => !now.includes(rule)).map((rule) => toRule(node, "closes", rule)),
      ];
    });
  const uses = usesOf(steps);
  // Alike for the same nodes: first everybody who may reach a port, then every port that those may reach.
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

function rulesOf(told: Told | undefined): string[] {
  return (told?.words ?? []).filter((word) => /^(open|allow)=/.test(word));
}

function toRule(node: string, change: Rule["change"], word: string): OnNode<Rule> {
  const [, port = "", address] = /^(?:open|allow)=(\d+)(?::(.*))?$/.exec(word) ?? [];
  return { node, what: { change, port, whom: address ?? "everybody" } };
}

function whom(address: string, { nameOf }: Nodes): string {
  const name = nameOf.get(address);
  if (address === "everybody") return address;
  return name === undefined ? plain(address) : `${plain(name)} (${plain(address)})`;
}

/** What listens where, as the other steps' words say. */
function usesOf(steps: readonly HostStep[]): Map<string, string> {
  const words = (step: string): string[] =>
    steps
      .filter((each) => each.step === step)
      .flatMap(({ before, after }) => [...(before?.words ?? []), ...(after?.words ?? [])]);
  // `NAME:PORT`, `ADDRESS:PORT` or just the port.
  const named = (step: string, key: string, use?: string): [string, string][] =>
    valuesOf(words(step), key).map((value) => {
      const [, name = "", port = ""] = /^(?:(.*):)?(\d+)$/.exec(value) ?? [];
      return [port, use ?? plain(name)];
    });
  return new Map([
    ["10000", "HAProxy's peers"],
    ["443", "Apache's TLS"],
    ...named("tls", "listen", "HTTPS"),
    ...named("tls", "apache", "Apache itself, HTTPS"),
    ...named("haproxy", "listen"),
    ...named("haproxy", "readers"),
    ...named("database", "database", "PostgreSQL"),
    ...named("guard", "port", "guards"),
    ...named("agent", "check", "agent"),
    ...named("haproxy", "stats", "stats page"),
    ...named("web", "stats", "stats page"),
    ...named("metrics", "at", "figures for Prometheus"),
    ["80", "HTTP"],
    [valueOf(words("web"), "apache") ?? "81", "Apache itself"],
  ]);
}
