import { names, span } from "../report/findings/finding.ts";
import type { Database, HaProxy, Instance, Node, Path, Vip } from "../schema.ts";

export function bytes(count: number): string {
  const [unit, size] = (
    [
      ["GB", 2 ** 30],
      ["MB", 2 ** 20],
      ["kB", 2 ** 10],
    ] as const
  ).find(([, each]) => count >= each) ?? ["B", 1];
  const value = count / size;
  return `${value < 10 && size > 1 ? value.toFixed(1) : Math.round(value)} ${unit}`;
}

/** `primary sms-01 for 3 h, timeline 2, last failover 3 h ago`. */
export function summaryOf({ primary, timeline, lastFailover, inUse, instances }: Database): string {
  const failover =
    lastFailover !== null
      ? `last failover ${span(lastFailover)} ago`
      : timeline === 1
        ? "no failover so far"
        : undefined;
  return [
    primary === null
      ? "no primary in use"
      : `primary ${primary}${inUse === null ? "" : `, in use for ${span(inUse)}`}`,
    ...(timeline === null ? [] : [`timeline ${timeline}`]),
    ...(failover === undefined ? [] : [failover]),
    ...(instances.length === 0 ? ["PostgreSQL is not asked"] : []),
  ].join(", ");
}

/** `the certificate for portal.example.net`. */
export function certificateName({ use, name }: Node["certificates"][number]): string {
  if (use === "https") return `the certificate ${name === null ? "of the first site" : `for ${name}`}`;
  if (use === "page") return `the certificate of HAProxy's own pages, from ${name ?? ""},`;
  if (use === "jarvis") return `the certificate of ${name ?? ""} for calls of Jarvis`;
  return `the CA in ${name ?? ""} for calls of Jarvis`;
}

export function kindOf({ for: kind }: Vip): string {
  return kind === "fe" ? "front ends" : "SMS nodes";
}

/** `on fe-01, for 3 h`. */
export function holderOf(vip: Vip): string {
  return `${placeOf(vip)}${vip.since === null ? "" : `, for ${span(vip.since)}`}`;
}

/** `on fe-01`. */
export function placeOf({ nodes }: Vip): string {
  const holders = nodes.filter(({ state }) => state === "has it").map(({ node }) => node);
  if (holders.length > 0) return `on ${names(holders)}`;
  return nodes.some(({ state }) => state === "unknown") ? "not seen" : "on no node";
}

/** The other nodes with their states: `fe-02 ready, fe-03 not serving`. */
export function othersOf({ nodes }: Vip): string {
  const others = nodes.filter(({ state }) => state !== "has it");
  return [...Map.groupBy(others, ({ state }) => state)]
    .map(([state, all]) => `${names(all.map(({ node }) => node))} ${words[state] ?? state}`)
    .join(", ");
}

const words: Readonly<Partial<Record<Vip["nodes"][number]["state"], string>>> = {
  stopped: "without keepalived",
  unknown: "not read",
};

/** What an instance does, besides its role. */
export function workOf({ role, trouble, streaming, lagBytes, lagSeconds, standbys }: Instance): string {
  switch (role) {
    case "primary":
      return standbys === 1 ? "1 standby streams" : `${standbys ?? 0} standbys stream`;
    case "standby":
      return [
        streaming === true ? "streams" : "does not stream",
        lagBytes === null ? "lag unknown" : `${bytes(lagBytes)}, ${lagSeconds ?? "?"} s behind`,
      ].join(", ");
    case "down":
      return trouble ?? "does not answer";
    case "unknown":
      return "could not be asked";
  }
}

export function load(sessions: number | null, limit: number | null): string {
  if (sessions === null) return "";
  return limit === null || limit === 0 ? String(sessions) : `${sessions}/${limit}`;
}

export function configOf({ config }: HaProxy): string {
  return {
    applied: "as applied",
    changed: "changed by hand",
    "not loaded": "not loaded yet",
    unknown: "not compared",
  }[config];
}

/** A version without what a distribution adds to it. */
export function short(version: string | null): string {
  return (version ?? "").replace(/[- ].*/, "");
}

/** `12 paths that a failover needs were tried: none is cut`; undefined where none was tried. */
export function triedOf(nodes: readonly Node[]): { text: string; cut: number } | undefined {
  const all = nodes.flatMap(({ paths }) => paths);
  const cut = all.filter(({ trouble }) => trouble !== null).length;
  if (all.length === 0) return undefined;
  const count = all.length === 1 ? "1 path" : `${all.length} paths`;
  const state = cut === 0 ? "none is cut" : `${cut} ${cut === 1 ? "is" : "are"} cut`;
  return { text: `${count} that a failover needs were tried: ${state}`, cut };
}

/** The result at the end of a path. */
export function metAt({ kind, code, says, role, trouble }: Path): string {
  if (trouble !== null) return trouble;
  return kind === "postgresql" ? `a login works, ${role ?? ""}` : `${code ?? ""} ${says}`.trim();
}
