import { unquoted } from "../lib/shell.ts";
import { type Arguments, type ArgumentsRead, readArguments } from "./arguments.ts";

/** What a node is: an SMS node or a front end. */
export type Role = "sms" | "fe";

/** The settings of a node that decide which steps it has. */
export interface StepSettings {
  readonly agent?: { readonly kind: string };
  readonly guardPort?: number | undefined;
  readonly jarvisFile?: unknown;
  readonly tls?: unknown;
  readonly metrics?: unknown;
  readonly vips?: readonly unknown[];
  readonly statusKeys?: readonly unknown[];
}

/** What the program knows about a step. `assets/scripts/steps/NAME.sh` defines what the step does to a host. */
export interface StepDefinition<A extends Arguments = Arguments> {
  /** Also the name of its script, and the end of its resource's name. */
  readonly name: string;
  /** Which nodes have it. */
  readonly roles: readonly Role[];
  /** Whether a node of these roles has the step. Default: every one has it. */
  readonly when?: (settings: StepSettings) => boolean;
  readonly args: A;
  /**
   * What the step gets on its standard input. `file`: a configuration of HAProxy, and the file that it becomes; it is shown in reviews.
   * `secrets`: secrets, which the state keeps as secrets too; the step's output is then hidden. `data`: data that is derived from what is
   * reviewed elsewhere.
   */
  readonly stdin: { readonly file: string } | "secrets" | "data" | "nothing";
  /**
   * What undoes the step. `itself`: its own resource, before the steps before it are undone. `ready`: the undo of `ready`, in the same
   * login, because the step is removed only together with its node. `either`: its own resource if the stack file removes the step alone,
   * and the undo of `ready` if its node is removed.
   */
  readonly undoneBy: "itself" | "ready" | "either";
  /** True for a step that leaves it to the step `retire` to remove what only the previous configuration needed. */
  readonly leaves?: boolean;
}

/** Returns the definition unchanged, with the exact types of its arguments. */
export function defineStep<const A extends Arguments>(definition: StepDefinition<A>): StepDefinition<A> {
  return definition;
}

/** HAProxy's own configuration. */
export const haproxyConfig = "/etc/haproxy/haproxy.cfg";

/** Whether this step writes HAProxy's own configuration. */
export function bringsConfig({ stdin }: Pick<StepDefinition, "stdin">): boolean {
  return typeof stdin === "object" && stdin.file === haproxyConfig;
}

/** A step that was applied, with the words of its command, quoted for a shell. */
interface Applied {
  readonly step: string;
  readonly words: string;
}

/** The arguments of a step, found among the steps that were applied on a host; undefined if the step is not among them. */
export function toldOf<A extends Arguments>(
  { name, args }: StepDefinition<A>,
  applied: readonly Applied[],
): ArgumentsRead<A> | undefined {
  const found = applied.find(({ step }) => step === name);
  return found && readArguments(args, unquoted(found.words));
}
