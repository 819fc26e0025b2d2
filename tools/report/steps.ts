// The steps of a preview that run on hosts, as their arguments and files.
import { unquoted } from "../../lib/shell.ts";
import { stepNamed } from "../../steps/all.ts";
import { type Arguments, type ArgumentsRead, readArguments } from "../../steps/arguments.ts";
import { type Application, applicationOf, versionOf } from "../../steps/command.ts";
import type { StepDefinition } from "../../steps/definition.ts";
import { type Preview, type PreviewStep, urnParts } from "./preview.ts";

export type Op = "create" | "update" | "delete" | "replace" | "same";

/** What a step receives, before or after the change. */
export interface Told extends Pick<Application, "host"> {
  /** A fingerprint of what runs on the host. */
  readonly version: string | undefined;
  /** The arguments, such as `package=haproxy`, in the order of the command. */
  readonly words: readonly string[];
  /** The rendered file; undefined where there is none or where it is a secret. */
  readonly file: string | undefined;
}

/** A step on a host, and what the change does with it. */
export interface HostStep {
  readonly node: string;
  readonly kind: "sms" | "fe";
  readonly step: string;
  readonly op: Op;
  readonly before: Told | undefined;
  readonly after: Told | undefined;
  /** The names of the inputs that differ, such as `connection`. */
  readonly changed: readonly string[];
  /** True where the state says that nothing is undone on the host: the node was declared lost. */
  readonly retained: boolean;
}

/** The placeholder in a preview for a value that is known only after its creation. */
export const unknownValue = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

export function hostSteps({ steps }: Preview): HostStep[] {
  return steps.flatMap((step) => {
    const before = told(step.oldState?.inputs);
    const after = told(step.newState?.inputs);
    const latest = after ?? before;
    if (latest === undefined) return [];
    const { host, step: name } = latest;
    const op = opOf(step);
    return [
      {
        node: host,
        kind: urnParts(step.urn).type.includes("FeNode") ? "fe" : "sms",
        step: name,
        op,
        before: op === "create" ? undefined : before,
        after: op === "delete" ? undefined : after,
        changed: step.diffReasons ?? [],
        retained: step.oldState?.retainOnDelete ?? false,
      },
    ];
  });
}

/** `create-replacement` and similar operations are parts of one replacement. */
export function opOf({ op }: PreviewStep): Op {
  if (op === "create" || op === "update" || op === "delete" || op === "same") return op;
  return op.includes("replace") ? "replace" : "update";
}

/** The arguments that a step received, in its own types; undefined where the step did not exist. */
export function read<A extends Arguments>(
  { args }: StepDefinition<A>,
  told: Told | undefined,
): ArgumentsRead<A> | undefined {
  return told && readArguments(args, told.words);
}

function told(inputs: Readonly<Record<string, unknown>> = {}): (Told & { step: string }) | undefined {
  const { create, stdin } = inputs;
  const application = applicationOf(create);
  if (application === undefined) return undefined;
  const { step, words } = application;
  // The stdin of `ready` and `status` is left out: the toolkit is reviewed where it is written, and the questions follow from the other steps.
  const plain =
    typeof stepNamed(step)?.stdin === "object" &&
    typeof stdin === "string" &&
    stdin !== "[secret]" &&
    stdin !== unknownValue;
  return {
    ...application,
    version: versionOf(words),
    words: unquoted(words),
    file: plain ? stdin : undefined,
  };
}
