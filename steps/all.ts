import { agent } from "./agent.ts";
import { database } from "./database.ts";
import type { Role, StepDefinition, StepSettings } from "./definition.ts";
import { firewall } from "./firewall.ts";
import { guard } from "./guard.ts";
import { haproxy } from "./haproxy.ts";
import { haproxySecrets } from "./haproxySecrets.ts";
import { jarvis } from "./jarvis.ts";
import { metrics } from "./metrics.ts";
import { packages } from "./packages.ts";
import { ready } from "./ready.ts";
import { retire } from "./retire.ts";
import { status } from "./status.ts";
import { tls } from "./tls.ts";
import { vip } from "./vip.ts";
import { web } from "./web.ts";

/** All steps, in the order in which they run on a node. */
export const allSteps: readonly StepDefinition[] = [
  ...[ready, packages, database, firewall, agent, guard, haproxySecrets],
  ...[haproxy, web, tls, jarvis, metrics, vip, status, retire],
];

/** The steps that a node of that role may have. */
export function stepsOf(role: Role): StepDefinition[] {
  return allSteps.filter(({ roles }) => roles.includes(role));
}

/** The names of the steps that a node with these settings has, in their order. */
export function stepNames(role: Role, settings: StepSettings): string[] {
  return stepsOf(role)
    .filter(({ when }) => when?.(settings) ?? true)
    .map(({ name }) => name);
}

export function stepNamed(name: string): StepDefinition | undefined {
  return allSteps.find((each) => each.name === name);
}
