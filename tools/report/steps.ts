// The steps of a preview that run on hosts, as their words and files.
import { unquoted } from "../../lib/shell.ts";
import { applicationOf } from "../hosts/application.ts";
import { type Preview, type PreviewStep, urnParts } from "./preview.ts";

export type Op = "create" | "update" | "delete" | "replace" | "same";

/** What a step is told, before or after the change. */
export interface Told {
  /** Such as `package=haproxy`, in the order of the command. */
  readonly words: readonly string[];
  /** The rendered file; undefined where there is none or where it is a secret. */
  readonly file: string | undefined;
}

/** A step on a host, and what becomes of it. */
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

/** What stands in a preview for a value that is known only once it is made. */
export const unknownValue = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

export function hostSteps({ steps }: Preview): HostStep[] {
  return steps.flatMap((step) => {
    const before = told(step.oldState?.inputs);
    const after = told(step.newState?.inputs);
    const words = after?.words ?? before?.words ?? [];
    const node = valueOf(words, "host");
    const name = after?.step ?? before?.step;
    if (node === undefined || name === undefined) return [];
    const op = opOf(step);
    return [
      {
        node,
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

/** `create-replacement` and the like are parts of one replacement. */
export function opOf({ op }: PreviewStep): Op {
  if (op === "create" || op === "update" || op === "delete" || op === "same") return op;
  return op.includes("replace") ? "replace" : "update";
}

/** The values of the words that begin with `KEY=`. */
export function valuesOf(words: readonly string[], key: string): string[] {
  return words.filter((word) => word.startsWith(`${key}=`)).map((word) => word.slice(key.length + 1));
}

export function valueOf(words: readonly string[], key: string): string | undefined {
  return valuesOf(words, key)[0];
}

function told(inputs: Readonly<Record<string, unknown>> = {}): (Told & { step: string }) | undefined {
  const { create, stdin } = inputs;
  const application = applicationOf(create);
  if (application === undefined) return undefined;
  const { step, words } = application;
  // The toolkit is reviewed where it is written, and what the status looks at follows from the other steps.
  const plain =
    !["ready", "status"].includes(step) &&
    typeof stdin === "string" &&
    stdin !== "[secret]" &&
    stdin !== unknownValue;
  return { step, words: unquoted(words), file: plain ? stdin : undefined };
}
