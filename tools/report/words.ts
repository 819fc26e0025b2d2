// Describes in words what changes on a node besides files and ports.
import { agent as agentStep } from "../../steps/agent.ts";
import { type Arguments, keyOf, valuesOf } from "../../steps/arguments.ts";
import { database } from "../../steps/database.ts";
import type { StepDefinition } from "../../steps/definition.ts";
import { firewall } from "../../steps/firewall.ts";
import { guard } from "../../steps/guard.ts";
import { haproxy } from "../../steps/haproxy.ts";
import { haproxySecrets } from "../../steps/haproxySecrets.ts";
import { jarvis as jarvisStep } from "../../steps/jarvis.ts";
import { packages } from "../../steps/packages.ts";
import { status } from "../../steps/status.ts";
import { tls } from "../../steps/tls.ts";
import { type ToldVip, vip } from "../../steps/vip.ts";
import { web } from "../../steps/web.ts";
import { grouped, names } from "./grouped.ts";
import { code, list, plain } from "./markdown.ts";
import type { Nodes } from "./nodes.ts";
import { type HostStep, read } from "./steps.ts";

/** The names of passwords that are made anew, such as `health-check`. */
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
  step: HostStep,
  { nameOf }: Nodes,
  passwords: NewPasswords,
  secretKeys: readonly string[],
): string[] {
  const { before, after, changed, op } = step;
  const isNew = op === "create";
  switch (step.step) {
    case packages.name: {
      const change = changesOf(packages, step);
      return [
        ...some(change.added("package"), (all) => `${all} installed, where missing`),
        ...some(change.removed("package"), (all) => `${all} no longer asked for, and left as installed`),
      ];
    }
    case database.name: {
      const change = changesOf(database, step);
      const role = code(read(database, after)?.role ?? "the role");
      const from = (addresses: readonly string[]): string =>
        list(addresses.map((address) => plain(nameOf.get(address) ?? address)));
      return [
        ...(isNew ? [`role ${role}, made on the primary with a generated password`] : []),
        ...(change.one("role") ? [`role ${code(read(database, before)?.role ?? "")} becomes ${role}`] : []),
        ...(changed.includes("stdin") && passwords.has("health-check")
          ? [`password of ${role}: a new one`]
          : []),
        ...some(
          isNew ? [] : change.raw("sms", "added"),
          (_, raw) => `role ${role} let in from ${from(raw)} (${code("pg_hba.conf")})`,
        ),
        ...some(
          change.raw("sms", "removed"),
          (_, raw) => `role ${role} no longer let in from ${from(raw)} (${code("pg_hba.conf")})`,
        ),
        ...some(isNew ? [] : change.added("database"), (all) => `database ${all} added`),
        ...some(change.removed("database"), (all) => `database ${all} left alone again`),
      ];
    }
    case firewall.name:
      return changesOf(firewall, step).one("zone")
        ? [`firewalld zone ${code(read(firewall, after)?.zone ?? "the default one")}`]
        : [];
    case agentStep.name:
      return agent(step);
    case guard.name:
      return isNew ? [`service ${code("n2acd-ha-guard")} tells HAProxy who is superseded`] : [];
    case haproxySecrets.name:
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
    case haproxy.name: {
      const change = changesOf(haproxy, step);
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
    }
    case web.name: {
      const [change, told] = [changesOf(web, step), read(web, after)];
      return change.one("listen") || change.one("apache")
        ? [`service ${code("haproxy")} has port ${told?.listen ?? ""}, Apache port ${told?.apache ?? ""}`]
        : [];
    }
    case tls.name: {
      const [change, told] = [changesOf(tls, step), read(tls, after)];
      return isNew || change.one("listen") || change.one("apache")
        ? [
            `service ${code("haproxy")} has HTTPS port ${told?.listen ?? ""}, with the certificates of Apache, which has port ${told?.apache ?? ""}`,
          ]
        : [];
    }
    case jarvisStep.name:
      return jarvis(step, secretKeys);
    case vip.name: {
      const change = changesOf(vip, step);
      const [was, is] = [before, after].map((told) => (read(vip, told)?.vip ?? []).map(vipShown));
      const [come, gone] = [without(is, was), without(was, is)];
      return [
        ...(come.length === 0 ? [] : [`takes turns with virtual address ${list(come)}`]),
        ...(gone.length === 0 ? [] : [`no longer has virtual address ${list(gone)}`]),
        ...(change.one("drained") && read(vip, after)?.drained === true
          ? ["gives its virtual addresses to another node"]
          : []),
      ];
    }
    case status.name: {
      const change = changesOf(status, step);
      return [
        ...some(
          change.raw("key", "added").map(shortKey),
          (all) => `${all} may see the status, and nothing else`,
        ),
        ...some(change.raw("key", "removed").map(shortKey), (all) => `${all} may no longer see the status`),
      ];
    }
    default:
      return [];
  }
}

/** A virtual address as a person reads it. */
function vipShown({ name, routerId, priority, address, prefix }: ToldVip): string {
  return `${code(`${address}/${prefix}`)} (${plain(name)}, router ${routerId}, priority ${priority})`;
}

function without(all: readonly string[] = [], others: readonly string[] = []): string[] {
  return all.filter((one) => !others.includes(one));
}

/** A public key reduced to its type and its last eight characters, which distinguish two keys. */
function shortKey(key: string): string {
  return code(key.replace(/ .*(?=.{8}$)/, " ..."));
}

function agent(step: HostStep): string[] {
  const change = changesOf(agentStep, step);
  const told = read(agentStep, step.after);
  const kind = code(told?.kind ?? "");
  if (step.op === "create" || change.one("kind")) {
    const config = told?.config === undefined ? "" : ` (${code(told.config)})`;
    return [`agent ${kind}${config} answers HAProxy's checks`];
  }
  const { kind: _, ...settings } = agentStep.args;
  const names = Object.keys(settings) as (keyof typeof settings)[];
  return some(
    names.flatMap((name) => [
      ...change.added(name, `${keyOf(name)}=`),
      ...change.removed(name, `no ${keyOf(name)}=`),
    ]),
    (all) => `agent ${kind} is told ${all}`,
  );
}

function jarvis(step: HostStep, secretKeys: readonly string[]): string[] {
  if (secretKeys.includes("jarvis")) return ["Jarvis's line: a secret of the stack, so it is not shown"];
  const change = changesOf(jarvisStep, step);
  const told = read(jarvisStep, step.after);
  const names = Object.keys(jarvisStep.args) as (keyof typeof jarvisStep.args)[];
  if (told === undefined || !(step.op === "create" || names.some((name) => change.one(name)))) return [];
  const of = (value = ""): string => code(value);
  // The former line is not shown, because it may have been a secret of the stack.
  return [`Jarvis: in ${of(told.file)} the one line that matches ${of(told.match)} becomes ${of(told.set)}`];
}

interface Changes<K> {
  readonly raw: (name: K, which: "added" | "removed") => string[];
  readonly added: (name: K, prefix?: string) => string[];
  readonly removed: (name: K, prefix?: string) => string[];
  /** True when the single value of this argument changes, or is added or removed. */
  readonly one: (name: K) => boolean;
}

/** How the arguments of a step differ, with the values in the form in which they are sent. */
function changesOf<A extends Arguments>(
  _: StepDefinition<A>,
  { before, after }: HostStep,
): Changes<keyof A & string> {
  const raw = (name: string, which: "added" | "removed"): string[] => {
    const [old, now] = [before, after].map((told) => valuesOf(told?.words ?? [], keyOf(name)));
    return which === "added" ? without(now, old) : without(old, now);
  };
  const shown =
    (which: "added" | "removed") =>
    (name: string, prefix = "") =>
      raw(name, which).map((value) => code(prefix + value));
  return {
    raw,
    added: shown("added"),
    removed: shown("removed"),
    one: (name) => before !== undefined && raw(name, "added").length + raw(name, "removed").length > 0,
  };
}

function some(items: readonly string[], sentence: (all: string, raw: readonly string[]) => string): string[] {
  return items.length === 0 ? [] : [sentence(list(items), items)];
}
