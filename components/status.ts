import type { remote } from "@pulumi/command";
import * as pulumi from "@pulumi/pulumi";
import { statusUser } from "../lib/statusUser.ts";
import { status } from "../steps/status.ts";
import { commandsFor, questionFor } from "../tools/status/question.ts";
import type { HostSteps } from "./host/steps.ts";

/** The user of {@link statusStep}, if there are keys. The step `ready` checks whether that user could log in. */
export function looker(keys: readonly string[]): string | undefined {
  return keys.length === 0 ? undefined : statusUser;
}

/**
 * The step that lets the owners of these keys read the node's status, and nothing else; none if there are no keys. It comes after the steps
 * that the status is about: what the host is asked follows from their arguments, without the stack's state.
 */
export function statusStep(
  steps: HostSteps,
  { name, address }: { readonly name: string; readonly address: string },
  keys: readonly string[],
): remote.Command[] {
  if (keys.length === 0) return [];
  const asked = pulumi.all(steps.told.map(({ stdin }) => stdin)).apply((inputs) => {
    const told = steps.told.map((each, i) => ({ ...each, stdin: inputs[i] ?? "" }));
    const question = questionFor({ name, login: { host: address }, steps: told });
    return `${[JSON.stringify(question), ...commandsFor(question)].join("\n")}\n`;
  });
  return [steps.run(status, { args: { key: keys }, stdin: asked })];
}
