// What changes on a node beside files and ports, in words.
import { readVipArgument } from "../../lib/vips.ts";
import { grouped, names } from "./grouped.ts";
import { code, list, plain } from "./markdown.ts";
import type { Nodes } from "./nodes.ts";
import { type HostStep, type Told, valueOf, valuesOf } from "./steps.ts";

/** Such as `credentials-health-check`, of those that are made anew. */
export type NewPasswords = ReadonlySet<string>;

export function sentences(
  steps: readonly HostStep[],
  nodes: Nodes,
  passwords: NewPasswords,
  secretKeys: readonly string[],
): string[] {
  const said = steps
    .filter(({ op }) => op !== "same" && op !== "delete")
    .flatMap((step) => about(step, nodes, passwords, secretKeys).map((what) => ({ node: step.node, what })));
  return grouped(said, nodes).map(({ nodes: on, what }) => `- ${what}, on ${names(on)}`);
}

function about(
  { step, before, after = nothing, changed, op }: HostStep,
  { nameOf }: Nodes,
  passwords: NewPasswords,
  secretKeys: readonly string[],
): string[] {
  const change = changesOf(before, after);
  const isNew = op === "create";
  switch (step) {
    case "packages":
      return [
        ...some(change.added("package"), (all) => `${all} installed, where missing`),
        ...some(change.removed("package"), (all) => `${all} no longer asked for, and left as installed`),
      ];
    case "database": {
      const role = code(valueOf(after.words, "role") ?? "the role");
      const from = (addresses: readonly string[]): string =>
        list(addresses.map((address) => plain(nameOf.get(address) ?? address)));
      return [
        ...(isNew ? [`role ${role}, made on the primary with a generated password`] : []),
        ...(change.one("role")
          ? [`role ${code(valueOf(before?.words ?? [], "role") ?? "")} becomes ${role}`]
          : []),
        ...(changed.includes("stdin") && passwords.has("health-check")
          ? [`password of ${role}: a new one`]
          : []),
        ...admitted(
          isNew,
          change,
          (addresses) => `role ${role} let in from ${from(addresses)} (${code("pg_hba.conf")})`,
        ),
        ...some(
          change.raw("sms", "removed"),
          (_, raw) => `role ${role} no longer let in from ${from(raw)} (${code("pg_hba.conf")})`,
        ),
        ...some(isNew ? [] : change.added("database"), (all) => `database ${all} added`),
        ...some(change.removed("database"), (all) => `database ${all} left alone again`),
      ];
    }
    case "firewall":
      return change.one("zone")
        ? [`firewalld zone ${code(valueOf(after.words, "zone") ?? "the default one")}`]
        : [];
    case "agent":
      return agent(change, after, isNew);
    case "guard":
      return isNew ? [`service ${code("n2acd-ha-guard")} tells HAProxy who is superseded`] : [];
    case "haproxy-secrets":
      if (isNew)
        return [
          `login of the stats page with a generated password (${code("/etc/haproxy/conf.d/n2acd-ha.cfg")})`,
        ];
      if (!changed.includes("stdin")) return [];
      return [
        passwords.has("stats")
          ? "password of the stats page: a new one"
          : "login of the stats page: another one",
      ];
    case "haproxy":
      return [
        ...some(
          change.added("listen").concat(change.added("readers")),
          (all) => `service ${code("haproxy")} offers ${all}`,
        ),
        ...some(
          change.removed("listen").concat(change.removed("readers")),
          (all) => `service ${code("haproxy")} offers ${all} no more`,
        ),
      ];
    case "web":
      return change.one("listen") || change.one("apache")
        ? [
            `service ${code("haproxy")} has port ${valueOf(after.words, "listen") ?? ""}, Apache port ${valueOf(after.words, "apache") ?? ""}`,
          ]
        : [];
    case "tls":
      return isNew || change.one("listen") || change.one("apache")
        ? [
            `service ${code("haproxy")} has HTTPS port ${valueOf(after.words, "listen") ?? ""}, with the certificates of Apache, which has port ${valueOf(after.words, "apache") ?? ""}`,
          ]
        : [];
    case "jarvis":
      return jarvis(before, after, secretKeys);
    case "vip": {
      const addresses = (words: readonly string[]): string => list(words.map((word) => vipShown(word)));
      return [
        ...some(change.raw("vip", "added"), (_, raw) => `takes turns with virtual address ${addresses(raw)}`),
        ...some(change.raw("vip", "removed"), (_, raw) => `no longer has virtual address ${addresses(raw)}`),
        ...(change.one("drained") && after.words.includes("drained=yes")
          ? ["gives its virtual addresses to another node"]
          : []),
      ];
    }
    case "status":
      return [
        ...some(
          change.raw("key", "added").map(shortKey),
          (all) => `${all} may see the status, and nothing else`,
        ),
        ...some(change.raw("key", "removed").map(shortKey), (all) => `${all} may no longer see the status`),
      ];
    default:
      return [];
  }
}

/** A virtual address as a person reads it. */
function vipShown(argument: string): string {
  const { name, router, priority, network } = readVipArgument(argument);
  return `${code(network)} (${plain(name)}, router ${plain(router)}, priority ${plain(priority)})`;
}

/** A public key by its kind and its end, which is what tells two apart. */
function shortKey(key: string): string {
  return code(key.replace(/ .*(?=.{8}$)/, " ..."));
}

const nothing: Told = { words: [], file: undefined };

function agent(change: Changes, after: Told, isNew: boolean): string[] {
  const kind = code(valueOf(after.words, "kind") ?? "");
  if (isNew || change.one("kind")) {
    const config = valueOf(after.words, "config");
    return [`agent ${kind}${config === undefined ? "" : ` (${code(config)})`} answers HAProxy's checks`];
  }
  const settings = [
    "service",
    "config",
    "role",
    "patience",
    "cut_off",
    "listen",
    "check",
    "rival",
    "witness",
  ];
  return some(
    settings.flatMap((key) => change.added(key, `${key}=`).concat(change.removed(key, `no ${key}=`))),
    (all) => `agent ${kind} is told ${all}`,
  );
}

function jarvis(before: Told | undefined, after: Told, secretKeys: readonly string[]): string[] {
  if (secretKeys.includes("jarvis")) return ["Jarvis's line: a secret of the stack, so it is not shown"];
  if (before?.words.filter(isOwn).join() === after.words.filter(isOwn).join()) return [];
  const of = (told: Told, key: string): string => code(valueOf(told.words, key) ?? "");
  const place = `in ${of(after, "file")} the one line that matches ${of(after, "match")} becomes ${of(after, "set")}`;
  // What it was is not said: it may have been a secret of the stack.
  return [`Jarvis: ${place}`];
}

function isOwn(word: string): boolean {
  return /^(file|match|set|service)=/.test(word);
}

interface Changes {
  readonly raw: (key: string, which: "added" | "removed") => string[];
  readonly added: (key: string, prefix?: string) => string[];
  readonly removed: (key: string, prefix?: string) => string[];
  /** True when the one value of this key is another one, or comes or goes. */
  readonly one: (key: string) => boolean;
}

function changesOf(before: Told | undefined, after: Told): Changes {
  const raw = (key: string, which: "added" | "removed"): string[] => {
    const [old, now] = [valuesOf(before?.words ?? [], key), valuesOf(after.words, key)];
    const [from, without] = which === "added" ? [now, old] : [old, now];
    return from.filter((value) => !without.includes(value));
  };
  const shown =
    (which: "added" | "removed") =>
    (key: string, prefix = "") =>
      raw(key, which).map((value) => code(prefix + value));
  return {
    raw,
    added: shown("added"),
    removed: shown("removed"),
    one: (key) => before !== undefined && raw(key, "added").length + raw(key, "removed").length > 0,
  };
}

function admitted(
  isNew: boolean,
  change: Changes,
  sentence: (addresses: readonly string[]) => string,
): string[] {
  const addresses = change.raw("sms", "added");
  return addresses.length === 0 || isNew ? [] : [sentence(addresses)];
}

function some(items: readonly string[], sentence: (all: string, raw: readonly string[]) => string): string[] {
  return items.length === 0 ? [] : [sentence(list(items), items)];
}
