import { unquoted } from "../lib/shell.ts";
import { type Arguments, type ArgumentsRead, readArguments } from "./arguments.ts";

/** What a node is: an SMS node or a front end. */
export type Role = "sms" | "fe";

/** Of a node's settings, those that decide which steps it has. */
export interface StepSettings {
  readonly agent?: { readonly kind: string };
  readonly guardPort?: number | undefined;
  readonly jarvisFile?: unknown;
  readonly tls?: unknown;
  readonly metrics?: unknown;
  readonly vips?: readonly unknown[];
  readonly statusKeys?: readonly unknown[];
}

/**
 * What a step does to a host stands in `assets/scripts/steps/NAME.sh`; this is what the rest of the program knows about it.
 */
export interface StepDefinition<A extends Arguments = Arguments> {
  /** Also the name of its script, and the end of its resource's name. */
  readonly name: string;
  /** Which nodes have it. */
  readonly roles: readonly Role[];
  /** Whether a node of these roles has it; without this every one does. */
  readonly when?: (settings: StepSettings) => boolean;
  readonly args: A;
  /**
   * What it gets on its standard input: a configuration of HAProxy, and the file that it becomes, shown in reviews; secrets, which are
   * secrets of the state as well, and hide what the step prints; data that is derived from what is reviewed elsewhere.
   */
  readonly stdin: { readonly file: string } | "secrets" | "data" | "nothing";
  /**
   * Who undoes it. `itself`: its own resource does, before the steps before it are undone. `ready`: it goes only together with its node, so the undo
   * of `ready` does, in the same login. `either`: itself when it goes alone, since the stack file can take it out, and `ready` together with its node.
   */
  readonly undoneBy: "itself" | "ready" | "either";
  /** True for a step that leaves what only the configuration before needed to the step `retire`. */
  readonly leaves?: boolean;
}

/** Keeps the types of the arguments. */
export function defineStep<const A extends Arguments>(definition: StepDefinition<A>): StepDefinition<A> {
  return definition;
}

/** HAProxy's own configuration. */
export const haproxyConfig = "/etc/haproxy/haproxy.cfg";

/** Whether this step brings it. */
export function bringsConfig({ stdin }: Pick<StepDefinition, "stdin">): boolean {
  return typeof stdin === "object" && stdin.file === haproxyConfig;
}

/** A step that was applied, with the words of its command, quoted for a shell. */
interface Applied {
  readonly step: string;
  readonly words: string;
}

/** What a step was told, of all those that were applied on a host; nothing where it is not among them. */
export function toldOf<A extends Arguments>(
  { name, args }: StepDefinition<A>,
  applied: readonly Applied[],
): ArgumentsRead<A> | undefined {
  const found = applied.find(({ step }) => step === name);
  return found && readArguments(args, unquoted(found.words));
}
