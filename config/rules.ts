import { canonical } from "../lib/addresses.ts";
import { overBudget } from "../lib/bounds.ts";
import { seconds } from "../lib/duration.ts";
import { contradictions } from "../lib/failover.ts";
import { budgeted } from "../lib/guard.ts";
import { membership } from "./membership.ts";
import { portClashes } from "./ports.ts";
import { extraConfig } from "./extra.ts";
import type { Problem } from "./problems.ts";
import { own } from "./raw.ts";
import { readers } from "./readers.ts";
import { tls } from "./tls.ts";
import type { View } from "./view.ts";
import { vips } from "./vips.ts";

/** Checks how the fields fit together, which no single field can. */
export function brokenRules(view: View): Problem[] {
  return [
    ...repeated(
      "name",
      view.nodes.map(({ path, raw }) => [`${path}.name`, raw.name]),
    ),
    ...repeated("address", [
      ...view.nodes.map(({ path, raw }) => [`${path}.address`, raw.address] as const),
      ...(view.settings.frontEnds ?? []).map((address, i) => [`frontEnds[${i}]`, address] as const),
    ]),
    ...repeated(
      "name",
      view.databases.map(({ name }, i) => [`databases[${i}].name`, name]),
    ),
    ...portClashes(view),
    ...wholeJarvis(view),
    ...failover(view),
    ...agentUser(view),
    ...agentKeys(view),
    ...membership(view),
    ...readers(view),
    ...witnesses(view),
    ...extraConfig(view),
    ...tls(view),
    ...vips(view),
  ];
}

function repeated(
  what: string,
  values: readonly (readonly [path: string, value: string | undefined])[],
): Problem[] {
  const first = new Map<string, string>();
  return values.flatMap(([path, value]) => {
    if (value === undefined) return [];
    const taken = first.get(canonical(value));
    if (taken === undefined) first.set(canonical(value), path);
    return taken === undefined
      ? []
      : [{ path, text: `${JSON.stringify(value)} is also the ${what} at ${taken}` }];
  });
}

/** Jarvis' own configuration is described completely or not at all. */
function wholeJarvis({ raw }: View): Problem[] {
  const together = ["configFile", "match", "set", "service"] as const;
  const absent = together.filter((key) => own(raw["jarvis"], key) === undefined);
  if (absent.length === 0 || absent.length === together.length) return [];
  return absent.map((key) => ({
    path: `jarvis.${key}`,
    text: `missing; ${together.join(", ")} are given together or not at all`,
  }));
}

function failover({ settings }: View): Problem[] {
  const { failover: chosen, failoverBudget: budget } = settings;
  if (chosen === undefined) return [];
  const { profile } = chosen;
  const guards = settings.guard !== false;
  const wrong = profile === "custom" ? contradictions(guards ? chosen.guarded : chosen.settings) : [];
  const over = budget === undefined ? [] : overBudget(budgeted(chosen, guards), budget);
  return [
    ...wrong.map((text) => ({ path: "failover", text })),
    ...over.map((text) => ({
      path: "failoverBudget",
      text: `${seconds(budget ?? 0)} is not enough ${text}`,
    })),
  ];
}

/** The vendor's agent has its role's name built in. */
function agentUser({ healthCheck, settings }: View): Problem[] {
  const { user } = healthCheck;
  if (settings.agent !== "n2pg-aux" || user === undefined || user === "health_check_user") return [];
  return [
    {
      path: "healthCheck.user",
      text: `${JSON.stringify(user)} is not "health_check_user", the only role that n2pg-aux logs in as`,
    },
  ];
}

/** These keys name the service and the file of the vendor's agent, and apply to no other agent. */
function agentKeys({ raw, settings: { agent } }: View): Problem[] {
  if (agent === undefined || agent === "n2pg-aux") return [];
  const keys = ["agentService", "agentConfigFile"] as const;
  return keys
    .filter((key) => raw[key] !== undefined)
    .map((path) => ({ path, text: 'is only for the agent "n2pg-aux"; leave it out' }));
}

/** Witnesses are asked by the guards, or without guards by the bundled agent. */
function witnesses({ settings }: View): Problem[] {
  if (settings.witnesses === undefined || settings.agent === "bundled" || settings.guard !== false) return [];
  return [{ path: "witnesses", text: 'is with guard: false only for the agent "bundled"; leave it out' }];
}
